/**
 * Inspecting: a credential handed in as a file, baked image, link or text is taken apart and judged.
 *
 * Promise: nothing that is handed in is kept, logged or passed on; nothing it points to is opened; and what is said of it never is that it belongs to
 * somebody, because nobody showed that.
 */
export { InspectError, type InspectErrorCode } from './errors.ts'
export { inspect, type Inspecting } from './inspect.ts'
export type { Container, InspectedCheck, Inspection, JudgedFile } from './types.ts'
