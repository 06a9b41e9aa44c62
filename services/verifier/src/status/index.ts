/**
 * Status: is it still standing. Fetches, verifies and keeps status lists, Token Status Lists and Bitstring Status Lists, and reads
 * the bits that a credential says are its own.
 *
 * Promise: a list is believed only when a key of the credential's own issuer signed it and it is about the address it
 * came from; a list that cannot be had or read is `unknown`, never a yes; no list is used for longer than a minute.
 */
export { createStatusLists, type ReadingStatus } from './status-lists.ts'
