/** Every command that README.md gives an institution and an employer, typed in one shell, in the order of the page. */
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect, it } from 'vitest'
import { freshDatabase } from '../database/index.ts'
import { startWorld } from '../journeys/world.ts'

const root = path.join(import.meta.dirname, '..', '..')
const missing = ['bash', 'curl', 'jq'].filter((tool) => spawnSync('sh', ['-c', `command -v ${tool}`]).status !== 0)

/** The blocks of shell commands between two headings. */
function blocks(from: string, until: string): string[] {
  const readme = readFileSync(path.join(root, 'README.md'), 'utf8')
  const part = readme.slice(readme.indexOf(`## ${from}`), readme.indexOf(`## ${until}`))
  return [...part.matchAll(/^```sh\n([\s\S]*?)^```$/gm)].map(([, commands]) => commands ?? '')
}

it('the commands of README.md lead from a result to a verdict, and from a revocation to another', async (context) => {
  if (missing.length > 0) context.skip(`not on this machine: ${missing.join(', ')}`)
  const folder = await mkdtemp(path.join(tmpdir(), 'eduwallet-readme-'))
  const database = await freshDatabase('readme')
  const world = await startWorld({ databaseUrl: database.url, dataDirectories: { issuer: path.join(folder, 'data/issuer'), verifier: path.join(folder, 'data/verifier') } })
  try {
    const steps = [...blocks('How an institution uses it', 'How an employer uses it'), ...blocks('How an employer uses it', 'Running it in earnest')]
    expect(steps).toHaveLength(12)
    const [ask, read] = steps.slice(-4)
    const script = [...steps, `for again in $(seq 30); do told=$(${ask}\n${read}); echo "$told"; case $told in *'"rejected"'*) break;; esac; sleep 1; done`].join('\n')
      .replaceAll('http://localhost:8080', world.issuer.url).replaceAll('localhost%3A8080', `localhost%3A${world.issuer.port}`)
      .replaceAll('http://localhost:8081', world.verifier.url)
      .replaceAll('npm run -s wallet --', `"${process.execPath}" "${path.join(root, 'test/wallet/command.ts')}"`)
    const shell = spawn('bash', ['-u', '-c', script], { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] })
    let said = ''
    for (const stream of [shell.stdout, shell.stderr]) stream.setEncoding('utf8').on('data', (text: string) => { said += text })
    await once(shell, 'close')
    // In this order, and nothing of it missing.
    expect(said).toMatch(/"credentialIssuer"[\s\S]*"published"[\s\S]*"awarded":1,[\s\S]*\["complete",1,\[3,"exam-4","\/passed"\]\][\s\S]*"claimUrl"[\s\S]*In the wallet:[\s\S]*"pageUrl"[\s\S]*Shown:[\s\S]*"confirmed"[\s\S]*"van Damme"[\s\S]*"genuine"[\s\S]*"Flood safety in practice"[\s\S]*"revoked","credentials":2,"changed":2[\s\S]*"rejected"/)
    expect(said).not.toMatch(/problems\/|jq: error/)
    expect(said.slice(0, said.indexOf('"rejected"'))).not.toContain('null')
  } finally {
    await world.stop()
    await database.drop()
    await rm(folder, { recursive: true, force: true })
  }
}, 180_000)
