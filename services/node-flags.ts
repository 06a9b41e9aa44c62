/**
 * Flags of V8 with which the services' memory stays flat, for whoever starts them (`npm start`, the images in docker/, the tests).
 * By itself V8 lets the heap grow to four times what is in use before it collects, and keeps up to 96 MB for what is new. A service
 * that was started without these flags works the same, and takes more memory: docs/benchmark.md.
 */
export const nodeFlags = [
  // MiB of each of the three parts of the space for new objects.
  '--max-semi-space-size=8',
  // Collect when the heap has grown to twice what was in use after the last time.
  '--heap-growing-percent=100',
] as const
