// Loaded into every program before anything else (node --import). The program waits here until its starter has registered it
// with the reaper and has sent its modules: see ../modules.ts. If the starter ends before that, nothing arrives, and the program
// ends, because no process could end it later.
//
// This file is JavaScript because removing the types from the first file with types takes 35 ms in each run.

// So that the program's own line is among the frames of an error, below those of Node. Not by --stack-trace-limit: a flag that V8
// counts among those of its code cache makes Node compile its own modules again, which takes 13 ms in each run.
Error.stackTraceLimit = 30;

// Not by import lines, as in restrictions.mjs.
const { closeSync, readFileSync } = process.getBuiltinModule('node:fs');
const { registerHooks } = process.getBuiltinModule('node:module');
const { isMainThread } = process.getBuiltinModule('node:worker_threads');

if (isMainThread) {
  const sent = readFileSync(3, 'utf8');
  closeSync(3);
  if (sent === '') process.exit();
  const modules = new Map(Object.entries(JSON.parse(sent)));
  if (modules.size > 0) {
    registerHooks({
      load(url, context, next) {
        const module = modules.get(url);
        // Without "type": "module" in a package.json, Node decides by the text what the file is.
        if (module === undefined || (!module.isDraft && context.format !== 'module-typescript'))
          return next(url, context);
        return { format: module.format, source: module.source, shortCircuit: true };
      },
    });
  }
}
