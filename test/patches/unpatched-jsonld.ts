/**
 * jsonld as it comes, beside the patched one: pnpm patches a version of a library wherever it is used, also under another name, so a copy
 * is made in which the patch is undone.
 */
import { cpSync, mkdtempSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import os from 'node:os'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { undoPatch } from './undo-patch.ts'

const patchFile = path.join(import.meta.dirname, '..', '..', 'patches', 'jsonld@9.0.0.patch')

/** Where the copy starts, as the URL of a module, and how it is taken away again. */
export function copyUnpatchedJsonLd(): { url: string; remove: () => void } {
  const installed = path.join(path.dirname(realpathSync(createRequire(import.meta.url).resolve('jsonld'))), '..')
  const folder = mkdtempSync(path.join(os.tmpdir(), 'unpatched-jsonld-'))
  const copy = path.join(folder, 'jsonld')
  cpSync(path.join(installed, 'lib'), path.join(copy, 'lib'), { recursive: true })
  cpSync(path.join(installed, 'package.json'), path.join(copy, 'package.json'))
  symlinkSync(path.join(installed, '..'), path.join(folder, 'node_modules'))
  const patched = path.join(copy, 'lib', 'context.js')
  writeFileSync(patched, undoPatch(readFileSync(patched, 'utf8'), readFileSync(patchFile, 'utf8')))
  return { url: pathToFileURL(path.join(copy, 'lib', 'index.js')).href, remove: () => { rmSync(folder, { recursive: true }) } }
}
