import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import path from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'

const running: ChildProcess[] = []
afterEach(() => { for (const child of running.splice(0)) child.kill('SIGKILL') })

/** A service in a process of its own: `/slow` takes five seconds; on stop it says "closed". */
async function service(): Promise<{ child: ChildProcess; url: string; output: () => string }> {
  const script = `
    const { createShell, registerHealth, stopGracefully } = await import(${JSON.stringify(path.join(import.meta.dirname, 'index.ts'))})
    const app = createShell({ name: 'test', version: '0', logLevel: 'silent', publicUrl: 'http://localhost' })
    registerHealth(app, {})
    app.get('/slow', async () => { await new Promise((resolve) => setTimeout(resolve, 5000)); return { done: true } })
    stopGracefully(app, { drainSeconds: 2, onStop: async () => { console.log('closed') } })
    console.log(await app.listen({ port: 0, host: '127.0.0.1' }))`
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: ['ignore', 'pipe', 'inherit'] })
  running.push(child)
  let output = ''
  child.stdout.on('data', (data: Buffer) => { output += data.toString() })
  await expect.poll(() => output, { timeout: 10_000 }).toMatch(/^http/)
  return { child, url: output.trim(), output: () => output }
}

describe('OVR-15: a service that is told to stop', () => {
  it('says it is not ready, finishes what runs, refuses what is new, closes what it holds, and exits 0', async () => {
    const { child, url, output } = await service()
    const exit = once(child, 'exit')
    const slow = fetch(`${url}/slow`)
    await new Promise((resolve) => { setTimeout(resolve, 200) })
    child.kill('SIGTERM')
    await new Promise((resolve) => { setTimeout(resolve, 100) })
    const ready = await fetch(`${url}/readyz`, { headers: { connection: 'close' } })
    expect([ready.status, await ready.json()]).toEqual([503, { status: 'not ready', failing: ['stopping'] }])
    await expect.poll(() => fetch(`${url}/readyz`, { headers: { connection: 'close' } }).then(() => 'answered', () => 'refused'), { timeout: 4000 }).toBe('refused')
    const answer = await slow
    expect([answer.status, await answer.json()]).toEqual([200, { done: true }])
    expect(await exit).toEqual([0, null])
    expect(output()).toMatch(/closed\n$/)
  })

  it('ends at once when told twice', async () => {
    const { child } = await service()
    const exit = once(child, 'exit')
    child.kill('SIGINT')
    await new Promise((resolve) => { setTimeout(resolve, 700) })
    child.kill('SIGINT')
    expect(await exit).toEqual([1, null])
  })

  it('takes one Ctrl-C that reaches it twice (by the terminal and by npm) for one', async () => {
    const { child, output } = await service()
    const exit = once(child, 'exit')
    child.kill('SIGINT')
    await new Promise((resolve) => { setTimeout(resolve, 100) })
    child.kill('SIGINT')
    expect(await exit).toEqual([0, null])
    expect(output()).toMatch(/closed\n$/)
  })
})
