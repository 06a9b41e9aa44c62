/** A source file as the rules see it: where it stands in the house, and what it imports. */
import path from 'node:path'

/** A file of the repository; `path` from its root, with `/`. */
export type RepositoryFile = { path: string; text: string }

/** `target`: path from the root for a relative import, else the package name with subpath. `names`: what is imported (`*` for all). */
export type Import = { target: string; names: readonly string[]; typeOnly: boolean }

/** `room` of a service: `issuing`, `api/pages`, `register/postgres`, or the file name for a file directly in `src`. */
export type Place =
  | { kind: 'service'; service: string; room: string }
  | { kind: 'package'; name: string }
  | { kind: 'test'; folder: string }
  | { kind: 'other' }

export type SourceFile = {
  path: string
  place: Place
  /** A test, or something that only tests use */
  support: boolean
  imports: readonly Import[]
  /** Text without comments */
  code: string
  /** Text without comments and without what stands between quotes */
  bare: string
  lines: number
}

/** Reads a file. */
export function readSourceFile(file: RepositoryFile): SourceFile {
  const { code, bare } = strip(file.text)
  return {
    path: file.path,
    place: placeOf(file.path),
    support: isSupport(file.path),
    imports: importsOf(code, file.path),
    code,
    bare,
    lines: file.text.split('\n').length - (file.text.endsWith('\n') ? 1 : 0),
  }
}

/** Tests, their fixtures and contracts: named `*.test.ts`, `*.contract.ts`, `*-fixture.ts`, `test-*.ts`, or in `fixtures/` or `testing/`. */
function isSupport(file: string): boolean {
  const name = path.posix.basename(file)
  return /\.(test|contract)\.ts$|-fixture\.ts$/.test(name) || name.startsWith('test-') || /\/(fixtures|testing)\//.test(file)
}

/** Where a path stands. */
export function placeOf(file: string): Place {
  const [top = '', second = '', src, third = '', fourth = ''] = file.split('/')
  if (top === 'services' && src === 'src') {
    const nested = third === 'api' || third === 'register' || third === 'casebook'
    return { kind: 'service', service: second, room: nested && fourth !== '' ? `${third}/${fourth}` : third }
  }
  if (top === 'packages') return { kind: 'package', name: second }
  if (top === 'test') return { kind: 'test', folder: second }
  return { kind: 'other' }
}

function importsOf(code: string, file: string): Import[] {
  const found: Import[] = []
  const add = (specifier: string, clause: string): void => {
    const target = specifier.startsWith('.') ? path.posix.join(path.posix.dirname(file), specifier) : specifier
    const typeOnly = /^\s*type\b(?!\s*,)/.test(clause)
    const named = /\{([^}]*)\}/.exec(clause)?.[1]?.split(',').map((part) => part.trim()).filter((part) => part !== '') ?? []
    const values = named.filter((part) => !part.startsWith('type '))
    const whole = clause.replace(/\{[^}]*\}/, '').replace(/^\s*type\b/, '').replaceAll(/[\s,]/g, '') !== '' || named.length === 0
    found.push({
      target,
      names: whole ? ['*'] : named.map((part) => part.replace(/^type /, '').split(/\s+as\s+/)[0] ?? ''),
      typeOnly: typeOnly || (!whole && values.length === 0),
    })
  }
  for (const [, clause = '', specifier = ''] of code.matchAll(/(?:^|[;\n])\s*(?:import|export)\b([^'"`;()=]*?)\bfrom\s*['"]([^'"]+)['"]/g)) add(specifier, clause)
  for (const [, specifier = ''] of code.matchAll(/(?:^|[;\n])\s*import\s*['"]([^'"]+)['"]/g)) add(specifier, '')
  for (const [, specifier = ''] of code.matchAll(/\b(?:import|require)\(\s*['"`]([^'"`]+)['"`]/g)) add(specifier, '')
  return found
}

/** Takes comments out, and in `bare` also the content of texts; the length of lines is not kept. */
function strip(text: string): { code: string; bare: string } {
  let code = ''
  let bare = ''
  let at = 0
  while (at < text.length) {
    const two = text.slice(at, at + 2)
    const character = text.charAt(at)
    if (two === '//' && !/[:'"`\\]/.test(text.charAt(at - 1))) {
      const end = text.indexOf('\n', at)
      at = end < 0 ? text.length : end
    } else if (two === '/*') {
      const end = text.indexOf('*/', at + 2)
      at = end < 0 ? text.length : end + 2
    } else if (character === `'` || character === '"' || character === '`') {
      const end = endOfText(text, at, character)
      code += text.slice(at, end)
      // What stands in a placeholder is code.
      bare += character === '`' ? [...text.slice(at, end).matchAll(/\$\{([^}]*)\}/g)].map(([, inner]) => ` ${inner ?? ''} `).join('') : character + character
      at = end
    } else {
      code += character
      bare += character
      at += 1
    }
  }
  return { code, bare }
}

function endOfText(text: string, start: number, quote: string): number {
  for (let at = start + 1; at < text.length; at += 1) {
    const character = text.charAt(at)
    if (character === '\\') at += 1
    else if (character === quote) return at + 1
    else if (character === '\n' && quote !== '`') return at
  }
  return text.length
}
