/** What the documents name is there: links, headings, commands and settings. What they say to type is tried in walkthrough.test.ts. */
import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { readIssuerConfig } from '../../services/issuer/src/config.ts'
import { nodeFlags } from '../../services/node-flags.ts'
import { readVerifierConfig } from '../../services/verifier/src/config.ts'

const root = path.join(import.meta.dirname, '..', '..')
const read = (file: string): string => readFileSync(path.join(root, file), 'utf8')
const documents = [
  'README.md', 'CONTRIBUTING.md', 'SECURITY.md', 'CHANGELOG.md',
  'services/issuer/README.md', 'services/issuer/SPECS.md', 'services/verifier/README.md', 'services/verifier/SPECS.md', 'docs/runbook.md', 'docs/w3c-suites.md',
]
const readers = { issuer: readIssuerConfig, verifier: readVerifierConfig }
const settingName = /\b(?:ISSUER|VERIFIER)_[A-Z0-9_]*[A-Z0-9]\b/g

/** The name of a heading in a link, as GitHub makes it. */
function anchorsOf(text: string): string[] {
  return [...text.matchAll(/^#+ (.+)$/gm)].map(([, heading]) => (heading ?? '').toLowerCase().replaceAll(/[^\p{L}\p{N} _-]/gu, '').replaceAll(' ', '-'))
}

/** The settings that a service takes: those in its config.ts and those that both services have. */
function settingsOf(service: keyof typeof readers): string[] {
  const code = read(`services/${service}/src/config.ts`) + read('packages/service-shell/src/settings/read-settings.ts')
  return [...new Set([...code.matchAll(/^ +([A-Z][A-Z0-9_]+): /gm)].map(([, name]) => `${service.toUpperCase()}_${name}`))]
}

/** Whether a service takes a setting, whatever it thinks of the value. */
function isSetting(service: keyof typeof readers, name: string): boolean {
  try {
    readers[service]({ [name]: '?' })
    return true
  } catch (error) {
    return !String(error).includes(`${name} is not a setting`)
  }
}

describe.each(documents)('%s', (document) => {
  const text = read(document)

  it('links to files and headings that are there', () => {
    const links = [...text.matchAll(/\]\((?!https?:)([^)\s]+)\)/g)].map(([, target]) => target ?? '')
    const broken = links.filter((target) => {
      const [file = '', anchor] = target.split('#')
      const full = file === '' ? path.join(root, document) : path.resolve(root, path.dirname(document), file)
      return !existsSync(full) || (anchor !== undefined && !anchorsOf(readFileSync(full, 'utf8')).includes(anchor))
    })
    expect(broken).toEqual([])
  })

  it('names only scripts of package.json', () => {
    const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> }
    const named = [...text.matchAll(/\b(?:npm|pnpm(?:@[\d.]+)?) (?:run (?:-s )?([\w:-]+)|(test|start)\b)/g)].map(([, script, short]) => script ?? short ?? '')
    expect(named.filter((name) => !Object.hasOwn(scripts, name))).toEqual([])
  })

  it('names only settings that the services take', () => {
    const named = [...text.matchAll(settingName)].map(([name]) => name)
    expect(named.filter((name) => !isSetting(name.startsWith('ISSUER_') ? 'issuer' : 'verifier', name))).toEqual([])
  })

  it('names only source files that are there', () => {
    const named = [...text.matchAll(/\b(?:services|packages|test|docker|openapi)\/[\w./-]+\.(?:ts|yaml|Dockerfile|md)\b/g)].map(([file]) => file)
    expect(named.filter((file) => !existsSync(path.join(root, file)))).toEqual([])
  })
})

describe('the settings in README.md', () => {
  const rows = read('README.md').split('\n').filter((line) => /^\|.*`(?:ISSUER|VERIFIER)_/.test(line))

  it.each(['issuer', 'verifier'] as const)('are all that the %s takes, each in one row', (service) => {
    const listed = rows.flatMap((row) => [...row.matchAll(settingName)].map(([name]) => name)).filter((name) => name.startsWith(`${service.toUpperCase()}_`))
    expect(listed.toSorted()).toEqual(settingsOf(service).toSorted())
    expect(listed.filter((name) => !isSetting(service, name))).toEqual([])
  })

  it('have the defaults that the services have', () => {
    const [issuer, verifier] = [readIssuerConfig({}), readVerifierConfig({})]
    const defaults: Record<string, unknown> = {
      ISSUER_HOST: issuer.host, VERIFIER_HOST: verifier.host, ISSUER_PORT: issuer.port, VERIFIER_PORT: verifier.port,
      ISSUER_MODE: issuer.mode, VERIFIER_MODE: verifier.mode, ISSUER_DATA_DIRECTORY: issuer.dataDirectory, VERIFIER_DATA_DIRECTORY: verifier.dataDirectory,
      ISSUER_LOG_LEVEL: issuer.logLevel, VERIFIER_LOG_LEVEL: verifier.logLevel, ISSUER_STATUS_LIST_TTL_SECONDS: issuer.statusListTtlSeconds,
      ISSUER_STATUS_LIST_SIZE: issuer.statusListSize, ISSUER_DRAFT_15_WALLETS: issuer.draft15Wallets, VERIFIER_REQUEST_LIFETIME_SECONDS: verifier.requestLifetimeSeconds, VERIFIER_BBS: verifier.bbs,
    }
    for (const [name, value] of Object.entries(defaults)) {
      expect(rows.find((row) => row.includes(`\`${name}\``)), name).toContain(`\`${String(value)}\``)
    }
  })
})

describe('the alerts in docs/runbook.md', () => {
  const rules = parse(/```yaml\n(.*?)```/s.exec(read('docs/runbook.md'))?.[1] ?? '') as { groups: { rules: { alert: string; expr: string }[] }[] }
  const used = new Set(rules.groups.flatMap((group) => group.rules).flatMap(({ expr }) => [...expr.matchAll(/\beduwallet_\w+/g)].map(([name]) => name.replace(/_bucket$/, ''))))
  const code = ['services/issuer/src/metrics.ts', 'services/verifier/src/metrics.ts', 'packages/service-shell/src/metrics.ts', 'packages/service-shell/src/tracing/tracing.ts'].map(read).join('')
  const made = new Set([...code.matchAll(/'(eduwallet_\w+)'/g)].map(([, name]) => name ?? ''))

  it('are about every metric there is, and no other', () => {
    expect([...used].toSorted()).toEqual([...made].toSorted())
  })
})

describe('what the check command says', () => {
  it('stands in docs/runbook.md in its own words, with what to do', () => {
    const runbook = read('docs/runbook.md')
    const table = runbook.slice(runbook.indexOf('| It says |'), runbook.indexOf('The verifier has no such command'))
    const told = table.split('\n').slice(2).flatMap((row) => [...(row.split(' | ')[0] ?? '').matchAll(/`([^`]+)`/g)].map(([, words]) => words ?? ''))
    const code = read('services/issuer/src/check.ts')
    expect(told.length).toBeGreaterThan(10)
    expect(told.filter((words) => !words.split('…').every((part) => code.includes(part.trim())))).toEqual([])
  })
})

describe('docker/compose.yaml', () => {
  const compose = parse(read('docker/compose.yaml')) as { services: Record<string, { build?: { dockerfile: string }; environment?: Record<string, string> }> }

  it.each(['issuer', 'verifier'] as const)('builds the %s from a file that is there, with settings that it knows', (service) => {
    const { build, environment } = compose.services[service] ?? {}
    expect(existsSync(path.join(root, build?.dockerfile ?? 'none'))).toBe(true)
    expect(Object.keys(environment ?? {}).filter((name) => !isSetting(service, name))).toEqual([])
  })

  it.each(['issuer', 'verifier'])('runs in %s.Dockerfile files that are there, with the flags of services/node-flags.ts, and installs with the pnpm of package.json and every patch', (service) => {
    const dockerfile = read(`docker/${service}.Dockerfile`)
    const copied = [...dockerfile.matchAll(/^COPY (?!--from)(.+) \S+$/gm)].flatMap(([, sources]) => (sources ?? '').split(' '))
    const [program, ...given] = JSON.parse(/^CMD (\["node".+\])$/m.exec(dockerfile)?.[1] ?? '[]') as string[]
    const run = given.pop() ?? 'none'
    const { patchedDependencies } = parse(read('pnpm-workspace.yaml')) as { patchedDependencies: Record<string, string> }
    expect(Object.values(patchedDependencies).filter((file) => !copied.some((folder) => file.startsWith(`${folder}/`)))).toEqual([])
    expect([program, ...given]).toEqual(['node', ...nodeFlags])
    expect([...copied, run].filter((file) => !existsSync(path.join(root, file)))).toEqual([])
    expect(copied.some((folder) => run.startsWith(`${folder}/`))).toBe(true)
    const { packageManager } = JSON.parse(read('package.json')) as { packageManager: string }
    expect(packageManager.startsWith(`${/pnpm@[\d.]+/.exec(dockerfile)?.[0] ?? 'none'}+`)).toBe(true)
  })
})
