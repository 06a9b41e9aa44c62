export { openMemoryCasebook } from './memory-casebook.ts'
