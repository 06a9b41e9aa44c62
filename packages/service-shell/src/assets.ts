/** Style sheet and small scripts of the pages. Their address holds a hash of their content, so that they can be kept for ever. */
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import type { Shell } from './create-shell.ts'

const types: Readonly<Record<string, string>> = { '.css': 'text/css; charset=utf-8', '.js': 'text/javascript; charset=utf-8' }

const folder = path.join(import.meta.dirname, '..', 'assets')

const assets = new Map(readdirSync(folder).filter((name) => path.extname(name) in types).map((name) => {
  const content = readFileSync(path.join(folder, name))
  const hash = createHash('sha256').update(content).digest('hex').slice(0, 12)
  return [name, { content, hash, type: types[path.extname(name)] ?? '' }]
}))

/**
 * The address of an asset, from the root of the service.
 * @param name file name in `assets/`
 */
export function assetUrl(name: string): string {
  const asset = assets.get(name)
  if (asset === undefined) throw new Error(`there is no asset ${name}`)
  return `/assets/${name}?v=${asset.hash}`
}

/** Adds `GET /assets/<name>` for every asset. */
export function registerAssets(app: Shell): void {
  for (const [name, { content, hash, type }] of assets) {
    app.get(`/assets/${name}`, { schema: { hide: true }, logLevel: 'warn' }, async (request, reply) => {
      const current = (request.query as { v?: unknown }).v === hash
      return reply.type(type).header('cache-control', current ? 'public, max-age=31536000, immutable' : 'no-cache').send(content)
    })
  }
}
