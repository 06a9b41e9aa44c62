/** Undoes a patch of `patches/`, so that a library can be had as it comes beside the one that is installed. */

/** The text before the patch. `patch` is a unified diff of one file. Throws unless each of its parts is found exactly once in `text`. */
export function undoPatch(text: string, patch: string): string {
  const parts = patch.split(/^@@ .*$/m).slice(1).map((part) => part.replace(/^\n/, '').split('\n').filter((line) => line !== ''))
  if (parts.length === 0) throw new Error('the patch changes nothing')
  return parts.reduce((now, lines) => {
    const without = (mark: string): string => lines.filter((line) => !line.startsWith(mark)).map((line) => `${line.slice(1)}\n`).join('')
    const [before, after] = [without('+'), without('-')]
    if (now.split(after).length !== 2) throw new Error('the patch is not in the installed library: reinstall')
    return now.replace(after, () => before)
  }, text)
}
