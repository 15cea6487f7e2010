export { run as finish, terminal } from '../scripts/bench-site/build.ts';
