// Opens the lab for a server, in its own process:  node scripts/lab/lab-process.ts [PORT]
// Prints the services as one line of JSON, and keeps them open until the process is ended.
import { startLab } from './lab.ts';

const [from] = process.argv.slice(2);
const { services } = await startLab(from === undefined ? {} : { from: Number(from) });
console.log(JSON.stringify(services));
