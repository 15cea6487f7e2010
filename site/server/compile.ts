// Whether Node can begin to run a program. TypeScript's numbers of errors do not tell: `let a; let a;` and `type a = 1; type a = 2;`
// may have the same number, and Node refuses only the first. So the text is compiled as Node would do it, and not run.
import { stripTypeScriptTypes } from 'node:module';
import { SourceTextModule } from 'node:vm';

/** Whether Node can compile a module. Runs nothing of it. Needs the flag --experimental-vm-modules. */
export function canCompile(text: string): boolean {
  try {
    new SourceTextModule(stripTypeScriptTypes(text));
    return true;
  } catch {
    return false;
  }
}
