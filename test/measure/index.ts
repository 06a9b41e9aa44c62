/** What something costs, measured so that a busy machine does not fail a test. */
export { cpuMilliseconds } from './cpu-milliseconds.ts'
