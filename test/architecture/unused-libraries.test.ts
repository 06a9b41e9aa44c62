/** What a service without a collector of traces does not load, and one that has drawn nothing yet: it would pay for it with twenty megabytes. */
import { execFile } from 'node:child_process'
import path from 'node:path'
import { promisify } from 'node:util'
import { expect, it } from 'vitest'

const root = path.join(import.meta.dirname, '..', '..')

/** The libraries that are loaded when a file is imported. */
async function loadedBy(file: string): Promise<Set<string>> {
  const program = `
    import { registerHooks } from 'node:module'
    const seen = new Set()
    registerHooks({ resolve: (name, context, next) => { seen.add(name); return next(name, context) } })
    await import(${JSON.stringify(path.join(root, file))})
    console.log(JSON.stringify([...seen]))
    process.exit(0)`
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', program], { cwd: root })
  return new Set(JSON.parse(stdout.trim().split('\n').at(-1)!) as string[])
}

it.each([['services/issuer/src/serve.ts', ['undici', '@opentelemetry/sdk-trace', '@opentelemetry/otlp-transformer', 'pdfkit', 'fontkit', '@resvg/resvg-wasm']], ['services/verifier/src/app.ts', ['@opentelemetry/sdk-trace', '@opentelemetry/otlp-transformer', 'pdfkit', 'fontkit', '@resvg/resvg-wasm']]])('%s does not load what only traces and drawings need', async (file, libraries) => {
  const loaded = await loadedBy(file)
  expect(loaded.has('fastify')).toBe(true)
  expect(libraries.filter((library) => loaded.has(library))).toEqual([])
}, 30_000)

it('did-jwt-vc is loaded when the first credential comes that it verifies, and not before', async () => {
  expect((await loadedBy('packages/credential-formats/src/index.ts')).has('did-jwt-vc')).toBe(false)
}, 30_000)

it.each(['services/issuer/src/serve.ts', 'services/verifier/src/app.ts'])('%s does not load what processes JSON-LD before there is any', async (file) => {
  const loaded = await loadedBy(file)
  expect(['jsonld', 'rdf-canonize', '@digitalbazaar/bbs-signatures'].filter((library) => loaded.has(library))).toEqual([])
}, 30_000)

it('they are loaded with it', async () => {
  const loaded = await loadedBy('packages/service-shell/src/tracing/record-spans.ts')
  expect(loaded.has('@opentelemetry/sdk-trace')).toBe(true)
}, 30_000)
