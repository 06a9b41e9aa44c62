/** How files are named and how long they are; and what the tests from outside may know. */
import path from 'node:path'
import { placeOf, type Import, type SourceFile } from './source-file.ts'
import type { Rule } from './room-rules.ts'

const MAX_LINES = 300
const isSource = (file: SourceFile): boolean => !file.support && /^(services|packages)\/[^/]+\/src\//.test(file.path)
const ours = ({ target }: Import): boolean => {
  const { kind } = placeOf(target)
  return target.startsWith('@eduwallet/') || kind === 'service' || kind === 'package'
}

export const houseRules: readonly Rule[] = [
  {
    name: 'no file of source is longer than 300 lines',
    check: (file) => isSource(file) && file.lines > MAX_LINES ? [`${file.lines} lines`] : [],
  },
  {
    name: 'no room without a subject (utils, common, helpers, misc)',
    check: (file) => file.path.split('/').filter((part) => /^(utils?|common|helpers?|misc)(\.ts)?$/.test(part)),
  },
  {
    name: 'files are named in kebab-case',
    check: (file) => isSource(file) && !/^[a-z0-9]+(-[a-z0-9]+)*(\.d)?\.ts$/.test(path.posix.basename(file.path)) ? [path.posix.basename(file.path)] : [],
  },
  {
    name: 'no default exports',
    check: (file) => isSource(file) && /(?:^|[;\n])\s*export\s+default\b/.test(file.bare) ? ['export default'] : [],
  },
  {
    name: 'the wallet of the tests shares no code with the services, nor their protocol library',
    check: (file) => file.place.kind !== 'test' || file.place.folder !== 'wallet' ? []
      : file.imports.filter((found) => ours(found) || found.target.startsWith('@openid4vc/') || found.target === 'dcql').map(({ target }) => target),
  },
  {
    name: 'the acceptance tests know the services from outside only',
    check: (file) => file.place.kind !== 'test' || file.place.folder !== 'acceptance' ? [] : file.imports.filter(ours).map(({ target }) => target),
  },
]
