/** Whether what was signed is the text that is expected, to the letter. An expectation left empty by mistake is met by nothing. */
export function isExactly(value: unknown, expected: string): boolean {
  return typeof value === 'string' && value !== '' && value === expected
}
