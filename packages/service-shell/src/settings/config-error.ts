/** Settings that cannot be used, each with the name of its variable. No value is repeated: it may be a secret. */
export class ConfigError extends Error {
  readonly code = 'CONFIG_INVALID' as const
  readonly faults: readonly string[]

  constructor(faults: readonly string[]) {
    super(`the service cannot start with this configuration:\n${faults.map((fault) => `  ${fault}`).join('\n')}`)
    this.name = 'ConfigError'
    this.faults = faults
  }
}
