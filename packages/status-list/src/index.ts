/**
 * Status lists: the bits, their encodings, and the entry in a credential that points to one bit. No I/O: fetching, caching, storing and
 * signing are done by whoever asks. `token/` is the IETF Token Status List (draft 15), `bitstring/` the W3C Bitstring Status List (v1.0).
 * Whatever cannot be read throws; there is no way to get "valid" out of a list that was not verified.
 */
export { type Bitstring, bitstringOf, MIN_BITSTRING_ENTRIES } from './bitstring/bitstring.ts'
export { type BitstringListToCompose, composeBitstringList } from './bitstring/compose.ts'
export { decodeBitstring, encodeBitstring } from './bitstring/encoding.ts'
export { BITSTRING_ENTRY_TYPE, type BitstringEntry, type BitstringPurpose, composeBitstringEntry, readBitstringEntries } from './bitstring/entry.ts'
export { type BitstringProblem, bitstringProblem } from './bitstring/problem.ts'
export { type BitstringList, type BitstringListExpectation, type BitstringStatus, readBitstringList, statusInBitstringList } from './bitstring/read.ts'
export { readBitstringListJwt, type ReadBitstringListJwt, VC_JWT_MEDIA_TYPE, VC_JWT_TYP, verifyBitstringListJwt } from './bitstring/jwt.ts'
export { StatusListError, type StatusListErrorCode } from './errors.ts'
export { type BitsPerStatus, createBits, type StatusBits } from './status-bits.ts'
export { composeStatusEntry, readStatusEntry, type StatusEntry } from './status-entry.ts'
export { type StatusType, statusType, statusValues } from './status-type.ts'
export { composeStatusListToken, type ComposedStatusListToken, STATUS_LIST_MEDIA_TYPE, type StatusListTokenToCompose } from './token/compose.ts'
export { decodeStatusList, type EncodedStatusList, encodeStatusList } from './token/encoding.ts'
export { freshUntil, type ReadStatusListToken, readStatusListToken, type StatusListExpectation, type VerifiedStatusList, verifyStatusListToken } from './token/verify.ts'
