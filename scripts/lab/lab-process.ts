// Opens the lab for a server, in a process of its own:  node scripts/lab/lab-process.ts [PORT]
// Prints what it opened, a line of JSON, and stays open until it is ended.
import { startLab } from './lab.ts';

const [from] = process.argv.slice(2);
const { services } = await startLab(from === undefined ? {} : { from: Number(from) });
console.log(JSON.stringify(services));
