/** Rooms, doors and floors of the two services: who may import whom. */
import { placeOf, type SourceFile } from './source-file.ts'

/** What a rule says about a file: one sentence for each thing that is wrong. */
export type Rule = { name: string; check: (file: SourceFile) => string[] }

/** A later room sees an earlier one, never the reverse. The journal is the account that all others write in. */
const rooms: Readonly<Record<string, readonly string[]>> = {
  issuer: ['journal', 'repeating', 'institutions', 'catalogue', 'results', 'configurations', 'offering', 'claiming', 'issuing', 'downloading', 'revoking', 'publishing'],
  verifier: ['employers', 'asking', 'receiving', 'inspecting', 'showing', 'stacking', 'judging', 'trust', 'status'],
}
const stores = ['register', 'casebook']

function storeOf(room: string): string | undefined {
  return stores.find((store) => room === store || room.startsWith(`${store}/`))
}

/** Imports of a production file of a service that stay in that service, with the room they lead to. */
function* withinService(file: SourceFile): Generator<{ from: string; to: string; target: string; order: readonly string[] }> {
  if (file.place.kind !== 'service' || file.support) return
  const order = rooms[file.place.service] ?? []
  for (const { target } of file.imports) {
    const place = placeOf(target)
    if (place.kind === 'service' && place.service === file.place.service && place.room !== file.place.room) yield { from: file.place.room, to: place.room, target, order }
  }
}

const isRoom = (room: string, order: readonly string[]): boolean => order.includes(room)
const isDoor = (room: string): boolean => room.startsWith('api/')

export const roomRules: readonly Rule[] = [
  {
    name: 'a room of a service has a place in the order',
    check: ({ place, path }) => {
      if (place.kind !== 'service') return []
      const known = isRoom(place.room, rooms[place.service] ?? []) || isDoor(place.room) || storeOf(place.room) !== undefined || place.room.endsWith('.ts') || place.room === 'fixtures'
      return known ? [] : [`${path}: "${place.room}" is not in the list of rooms of the ${place.service} (test/architecture/room-rules.ts)`]
    },
  },
  {
    name: 'a room imports only earlier rooms',
    check: (file) => [...withinService(file)].filter(({ from, to, order }) => isRoom(from, order) && isRoom(to, order) && order.indexOf(to) > order.indexOf(from)).map(({ target }) => target),
  },
  {
    name: 'a room imports no store, no door and nothing of the wiring',
    check: (file) => [...withinService(file)].filter(({ from, to, order }) => isRoom(from, order) && !isRoom(to, order)).map(({ target }) => target),
  },
  {
    name: 'a store imports rooms and its own kind only',
    check: (file) => [...withinService(file)].filter(({ from, to, order }) => storeOf(from) !== undefined && !isRoom(to, order) && storeOf(to) !== storeOf(from)).map(({ target }) => target),
  },
  {
    name: 'a door imports no store that is there and no wiring',
    check: (file) => [...withinService(file)].filter(({ from, to }) => isDoor(from) && ((storeOf(to) !== undefined && to.includes('/') && !to.endsWith('.ts')) || ['app.ts', 'wiring.ts', 'main.ts'].includes(to))).map(({ target }) => target),
  },
  {
    name: 'only wiring.ts names a store that is there (postgres, memory)',
    check: (file) => [...withinService(file)].filter(({ from, to }) => /^(register|casebook)\/(postgres|memory)$/.test(to) && storeOf(from) === undefined && !['wiring.ts', 'check.ts'].includes(from)).map(({ target }) => target),
  },
  {
    name: 'production code imports nothing that only tests use',
    check: (file) => file.support || file.place.kind === 'test' || file.place.kind === 'other' ? []
      : file.imports.filter(({ target }) => /\.(test|contract)\.ts$|-fixture\.ts$|\/(fixtures|testing)\//.test(target) || /\/test-[^/]*\.ts$/.test(target) || target.startsWith('test/') || target.endsWith('/fixtures') || target === 'vitest').map(({ target }) => target),
  },
]
