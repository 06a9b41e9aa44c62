/** The measurement as Markdown: what is printed and what docs/benchmark.md says. */
import type { FormatFigure } from './measure-formats.ts'
import type { RawCost } from './raw-cryptography.ts'
import type { Measurement } from './run-benchmark.ts'
import type { Spread } from './statistics.ts'

/** The report, from its first heading to its last table. */
export function writeReport(measured: Measurement): string {
  return `${[...machine(measured), ...claims(measured), ...memory(measured), ...verdicts(measured), ...statusList(measured), ...results(measured), ...projections(measured), ...formats(measured)].join('\n')}\n`
}

function machine({ machine, extent }: Measurement): string[] {
  const { cores, processor, node, postgres, loadBefore, at, seconds } = machine
  return [
    '# What it costs',
    '',
    `Written by \`npm run benchmark\`${extent === 'usual' ? '' : ` (${extent})`} on ${at.toISOString().slice(0, 16).replace('T', ' ')} UTC, in one run of ${Math.round(seconds)} s on one machine: `
    + `${cores} cores (${processor}), Node ${node}, PostgreSQL ${postgres} with \`fsync\` on. Load of the machine before the run: ${number(loadBefore)}. `
    + 'Issuer, database and the wallets that load them share these cores.',
    '',
    'Numbers are the median of the rounds, with the least and the most of them behind it. CPU time says more than requests per second: it does not grow because something else runs.',
    '',
  ]
}

function claims({ claims }: Measurement): string[] {
  const raw = (dpop: boolean) => claims.raw.find((one) => one.dpop === dpop)?.cost
  return [
    '## Claims',
    '',
    'A claim is token, nonce and credential: three requests, four statements and three commits, or a share of them when wallets come at the same moment. Every holder key (and DPoP key) is new. “Raw” is the cryptography of the same flow: see below.',
    '',
    ...table(
      ['', 'wallets', 'claims/s', 'p50 ms', 'p99 ms', 'issuer CPU ms', 'database CPU ms', 'issuer : raw', 'issuer and database : raw', 'wallet CPU ms'],
      claims.figures.map(({ dpop, wallets, perSecond, p50, p99, cpu }) => [
        dpop ? 'DPoP' : 'Bearer', String(wallets), spread(perSecond), number(p50), number(p99), spread(cpu.issuer), spread(cpu.database),
        ratio(cpu.issuer.median, raw(dpop)), ratio(cpu.issuer.median + cpu.database.median, raw(dpop)), number(cpu.wallets.median),
      ]),
    ),
    '',
    'Raw cryptography of the same flow in the same run (import of the new keys, verification of the proofs, one signature, digests and salts of the disclosures, HMACs), on one core:',
    '',
    ...table(['', 'CPU ms', 'flows/s'], claims.raw.map(({ dpop, cost }) => [dpop ? 'DPoP' : 'Bearer', spread(cost.milliseconds), spread(cost.perSecond)])),
    '',
  ]
}

function ratio(milliseconds: number, raw: RawCost | undefined): string {
  return number(milliseconds / (raw?.milliseconds.median ?? Number.NaN))
}

function memory({ memory }: Measurement): string[] {
  return [
    '## Memory of the issuer',
    '',
    ...table(['claims of one process', 'resident MiB', 'peak MiB'], memory.map(({ claims, resident, peak }) => [String(claims), number(resident), number(peak)])),
    '',
  ]
}

function verdicts({ verdicts: { perSecond, p50, p99, cpu, raw, disclosures } }: Measurement): string[] {
  return [
    '## Verdicts',
    '',
    `SD-JWT VC with key binding, ${disclosures} disclosures; issuer key and status list from the cache; holder key new every time; one thread.`,
    '',
    ...table(['', 'per second', 'p50 ms', 'p99 ms', 'CPU ms', 'verdict : raw'], [
      ['verdict', spread(perSecond), number(p50), number(p99), spread(cpu), ratio(cpu.median, raw)],
      ['raw verification', spread(raw.perSecond), '', '', spread(raw.milliseconds), ''],
    ]),
    '',
  ]
}

function statusList({ statusList: { entries, revoked, rebuild, token, bitstring, served } }: Measurement): string[] {
  return [
    '## Status list',
    '',
    `${entries} entries, ${revoked} of them revoked at random places; the signed list has ${token} octets.`,
    '',
    ...table(['', 'per second', 'ms', 'CPU ms'], [
      ['rebuilt and signed', '', spread(rebuild.elapsed), spread(rebuild.cpu)],
      ['served whole', spread(served.whole), '', spread(served.cpu.whole)],
      ['served as 304 (ETag)', spread(served.notModified), '', spread(served.cpu.notModified)],
    ]),
    '',
    'The same entries as a Bitstring Status List, of one purpose, beside `@digitalbazaar/vc-bitstring-status-list`; CPU ms.',
    '',
    ...table(['', 'packed', 'unpacked', 'characters'], Object.entries(bitstring).map(([whose, { encode, decode, characters }]) => [whose === 'ours' ? 'here' : 'Digital Bazaar', spread(encode), spread(decode), number(characters)])),
    '',
  ]
}

function results({ results }: Measurement): string[] {
  return [
    '## Results',
    '',
    `${results.rows} results in one batch, streamed as NDJSON, each row becoming an award.`,
    '',
    ...table(['rows/s', 'issuer CPU ms per 1000', 'database CPU ms per 1000', 'memory before MiB', 'peak MiB'], [
      [number(results.rowsPerSecond), number(results.cpu.issuer), number(results.cpu.database), number(results.memory.before), number(results.memory.peak)],
    ]),
    '',
  ]
}

function projections({ projections: { awards, figures } }: Measurement): string[] {
  return [
    '## Projections',
    '',
    `Each of ${awards} awards of mbo, hbo and wo in the words of a standard, unsigned, in turn; one thread. “Written” is \`JSON.stringify\` of the same documents.`,
    '',
    ...table(
      ['', 'per second', 'CPU µs', 'written CPU µs', 'projection : written', 'octets of a document'],
      figures.map(({ standard, perSecond, cpu, written, octets }) => [standard, spread(perSecond), spread(cpu), spread(written), number(cpu.median / written.median), number(octets)]),
    ),
    '',
  ]
}

function formats({ formats }: Measurement): string[] {
  const rows = (task: 'secure' | 'verify'): string[][] => formats.map((figure) => {
    const { oneCore, twoCores, cpu, timesPeer, shareOfRaw } = figure[task]
    return [figure.name, spread(oneCore), spread(twoCores), spread(cpu), ...peer(figure, timesPeer), `${percent(shareOfRaw.median)} (${percent(shareOfRaw.least)} to ${percent(shareOfRaw.most)})`]
  })
  const head = ['', 'per second, one thread', 'two threads', 'CPU µs', 'peer', 'times the peer', 'of it signature and hash']
  return [
    '## Formats',
    '',
    'One award, secured and verified over and over in every format; an Open Badge wherever the format takes one. The peer is the library that others use for the same, as it comes (jsonld without our patch), on the same document; '
    + '“times the peer” is its CPU time through ours. The last column is the share of ours that the signature and the hashes of the same octets take by themselves. All three ran right after each other in each round; two threads share the cores with whatever else runs.',
    '',
    'Securing (checks, composing, one signature):',
    '',
    ...table(head, rows('secure')),
    '',
    'Verifying (reading, checks, signature; of ecdsa-sd-2023 what a holder derived):',
    '',
    ...table(head, rows('verify')),
    '',
  ]
}

function peer({ library }: FormatFigure, times: Spread | undefined): string[] {
  return library === undefined || times === undefined ? ['none', ''] : [`\`${library}\``, spread(times)]
}

function percent(share: number): string {
  return `${number(share * 100)} %`
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`
  return [line(head), `|${head.map(() => '---').join('|')}|`, ...rows.map(line)]
}

function spread({ median, least, most }: Spread): string {
  return `${number(median)} (${number(least)}–${number(most)})`
}

/** Three digits that count. */
function number(value: number): string {
  if (!Number.isFinite(value)) return '–'
  return value >= 100 ? String(Math.round(value)) : String(Number(value.toPrecision(3)))
}
