// The thread of type-check-process.ts: checks one text after another with TypeScript. It reads the lessons and the types of Node only,
// and runs nothing of the text.
import { join, sep } from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import ts from 'typescript';
import { type Lang, languages } from '../../scripts/course/languages.ts';
import { projectDir } from '../../scripts/course/lesson.ts';
import { realPath } from '../../scripts/project/files.ts';
import type { Diagnostic } from '../shared/protocol.ts';
import { canCompile } from './compile.ts';

/** A text to check in place of a file. */
export interface Job {
  id: number;
  /** Absolute path. */
  file: string;
  /** The folders that it may import from. Absolute paths. */
  folders: string[];
  text: string;
  lang: Lang;
}

export interface JobDone {
  id: number;
  /** Undefined if the check was cancelled, or TypeScript failed. */
  diagnostics?: Diagnostic[];
}

/** The most errors that are reported, and the most characters of each. */
const mostErrors = 20;
const mostText = 300;

/** The number of the last job that is not needed any more. */
const cancelled = new Int32Array(workerData as SharedArrayBuffer);

const modules = join(projectDir, 'node_modules');
/** As they are named, and where they are: the folder of packages may be a link. */
const libraries = ['typescript/lib', '@types/node', 'undici-types'].flatMap((name) => {
  const folder = join(modules, name);
  return [folder, realPath(folder)];
});
const isIn = (folder: string, path: string) => path === folder || path.startsWith(folder + sep);

/** The options of the project, for a program that is still being written. */
function readOptions(): ts.CompilerOptions {
  const file = join(projectDir, 'tsconfig.json');
  const { config } = ts.readConfigFile(file, ts.sys.readFile);
  const { options } = ts.parseJsonConfigFileContent(
    config,
    { ...ts.sys, readDirectory: () => [] },
    projectDir,
    undefined,
    file,
  );
  const unfinished = {
    noUnusedLocals: false,
    noUnusedParameters: false,
    allowUnreachableCode: true,
    allowUnusedLabels: true,
    noEmit: true,
    incremental: false,
  };
  return { ...options, ...unfinished, types: ['node'], lib: ['lib.esnext.d.ts'] };
}

const options = readOptions();
/** Comments of the libraries are most of their text, and no error depends on them. The registry and the host must agree. */
const jsDocParsingMode = ts.JSDocParsingMode.ParseNone;
const registry = ts.createDocumentRegistry(undefined, undefined, jsDocParsingMode);
let job: Job | undefined;

/** Whether the program may know of a file: one that it may import, or a library. */
const isKnown = (path: string) => [...libraries, ...(job?.folders ?? [])].some((folder) => isIn(folder, join(path)));

const host: ts.LanguageServiceHost = {
  jsDocParsingMode,
  getCompilationSettings: () => options,
  getScriptFileNames: () => (job === undefined ? [] : [job.file]),
  getScriptVersion: (path) => (path === job?.file ? String(job.id) : String(ts.sys.getModifiedTime?.(path)?.getTime())),
  getScriptSnapshot(path) {
    const text = path === job?.file ? job.text : host.readFile(path);
    return text === undefined ? undefined : ts.ScriptSnapshot.fromString(text);
  },
  getCurrentDirectory: () => projectDir,
  getDefaultLibFileName: (settings) => ts.getDefaultLibFilePath(settings),
  fileExists: (path) => isKnown(path) && ts.sys.fileExists(path),
  readFile: (path) => (isKnown(path) ? ts.sys.readFile(path) : undefined),
  directoryExists: (path) =>
    (isKnown(path) || [...libraries, ...(job?.folders ?? [])].some((folder) => isIn(join(path), folder))) &&
    ts.sys.directoryExists(path),
  getDirectories: () => [],
  getCancellationToken: () => ({
    isCancellationRequested: () => job === undefined || Atomics.load(cancelled, 0) >= job.id,
  }),
};

/** One for each language: a service keeps its messages. */
const services = new Map(languages.map((lang) => [lang, ts.createLanguageService(host, registry)]));
const locales: Record<Lang, string> = { en: 'en', zh: 'zh-cn' };
/** Without them its messages are in English. Exported by it, but not described in its types. */
const { setLocalizedDiagnosticMessages: setMessages } = ts as typeof ts & {
  setLocalizedDiagnosticMessages(messages: undefined): void;
};

/** The number of the error on syntax that is more than types. Node removes types only. */
const moreThanTypes = 1294;

/**
 * The numbers of errors on an import or export which Node cannot resolve, found by trying: no such module, no such export, no
 * default export, or a type that is imported like a value.
 */
const unresolved = new Set([1192, 1205, 1484, 2305, 2307, 2459, 2613, 2614, 2724]);

/** Whether a place is in an import or export that remains when the types are removed. */
function isLinked(source: ts.SourceFile, place: number): boolean {
  const statement = source.statements.find((one) => one.pos <= place && place < one.end);
  if (statement === undefined) return false;
  if (ts.isImportDeclaration(statement)) return statement.importClause?.phaseModifier !== ts.SyntaxKind.TypeKeyword;
  return ts.isExportDeclaration(statement) && !statement.isTypeOnly;
}

/** Our own words for an error, by its number: TypeScript names an option that the reader does not see. */
const words: Readonly<Record<number, Record<Lang, string>>> = {
  [moreThanTypes]: {
    en: 'This is more than types: Node removes the types and runs the rest, so it would not run.',
    zh: '这里不只是类型：Node 只去掉类型，其余部分原样运行，所以它无法运行。',
  },
};

function check({ file, lang, text }: Job): Diagnostic[] {
  setMessages(undefined);
  if (lang !== 'en') ts.validateLocaleAndSetLanguage(locales[lang], ts.sys);
  const service = services.get(lang);
  const syntax = service?.getSyntacticDiagnostics(file) ?? [];
  const found: readonly ts.Diagnostic[] = syntax.length > 0 ? syntax : (service?.getSemanticDiagnostics(file) ?? []);
  const all = found.slice(0, mostErrors).map(({ file: source, start = 0, length = 0, code, messageText }) => {
    const said = words[code]?.[lang] ?? ts.flattenDiagnosticMessageText(messageText, '\n');
    const { line, character } = source?.getLineAndCharacterOfPosition(start) ?? { line: 0, character: 0 };
    const isUnlinked = source !== undefined && unresolved.has(code) && isLinked(source, start);
    const stops = syntax.length > 0 || code === moreThanTypes || isUnlinked;
    return { line: line + 1, column: character + 1, length, message: said.slice(0, mostText), stops };
  });
  // V8 does not say in which line it refuses a module.
  const isRefused = !all.some(({ stops }) => stops) && !canCompile(text);
  return isRefused ? all.map((one) => ({ ...one, stops: true })) : all;
}

parentPort?.on('message', (next: Job) => {
  job = next;
  const done: JobDone = { id: next.id };
  try {
    done.diagnostics = check(next);
  } catch {
    // Cancelled, or too deep for TypeScript.
  }
  parentPort?.postMessage(done);
});
