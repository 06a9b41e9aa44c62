/**
 * Status lists: the bits, their encodings, and the entry in a credential that points to one bit. No I/O: fetching, caching, storing and
 * signing are done by whoever asks. `token/` is the IETF Token Status List (draft 15). Whatever cannot be read
 * throws; there is no way to get "valid" out of a list that was not verified.
 */
export { StatusListError, type StatusListErrorCode } from './errors.ts'
export { type BitsPerStatus, createBits, type StatusBits } from './status-bits.ts'
export { composeStatusEntry, readStatusEntry, type StatusEntry } from './status-entry.ts'
export { type StatusType, statusType, statusValues } from './status-type.ts'
export { composeStatusListToken, type ComposedStatusListToken, STATUS_LIST_MEDIA_TYPE, type StatusListTokenToCompose } from './token/compose.ts'
export { decodeStatusList, type EncodedStatusList, encodeStatusList } from './token/encoding.ts'
export { freshUntil, type ReadStatusListToken, readStatusListToken, type StatusListExpectation, type VerifiedStatusList, verifyStatusListToken } from './token/verify.ts'
