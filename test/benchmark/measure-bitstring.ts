/** A bitstring of 2^20 entries, packed and unpacked, beside the library of Digital Bazaar on the same entries in the same run. */
import { randomInt } from 'node:crypto'
import { BitstringStatusList } from '@digitalbazaar/vc-bitstring-status-list'
import { bitstringOf, createBits, decodeBitstring, encodeBitstring } from '@eduwallet/status-list'
import { spreadOf, type Spread } from './statistics.ts'

/** CPU milliseconds each; sizes in characters of the encoded list. */
export type BitstringReport = Record<'ours' | 'peer', { encode: Spread; decode: Spread; characters: number }>

/** `set` of `entries` are 1, at random places. Ours starts from the published two-bit list, theirs from a list that is filled already. */
export async function measureBitstring({ entries, set, rounds }: { entries: number; set: number; rounds: number }): Promise<BitstringReport> {
  const statuses = createBits(entries, 2)
  const theirs = new BitstringStatusList({ length: entries })
  for (let count = 0; count < set; count += 1) {
    const index = randomInt(entries)
    statuses.set(index, 1)
    theirs.setStatus(index, true)
  }
  const encoded = { ours: encodeBitstring(bitstringOf(statuses, 1)), peer: await theirs.encode() }
  const [one, other] = [decodeBitstring(encoded.peer), await BitstringStatusList.decode({ encodedList: encoded.ours })]
  for (let index = 0; index < entries; index += 1) if ((one.valueAt(index) === 1) !== other.getStatus(index)) throw new Error('the two libraries do not agree')
  return {
    ours: { encode: await timed(rounds, () => encodeBitstring(bitstringOf(statuses, 1))), decode: await timed(rounds, () => decodeBitstring(encoded.peer)), characters: encoded.ours.length },
    peer: { encode: await timed(rounds, () => theirs.encode()), decode: await timed(rounds, () => BitstringStatusList.decode({ encodedList: encoded.peer })), characters: encoded.peer.length },
  }
}

async function timed(rounds: number, work: () => unknown): Promise<Spread> {
  await work()
  const cpu: number[] = []
  for (let round = 0; round < rounds; round += 1) {
    const start = process.cpuUsage()
    for (let count = 0; count < 10; count += 1) await work()
    const { user, system } = process.cpuUsage(start)
    cpu.push((user + system) / 10_000)
  }
  return spreadOf(cpu)
}
