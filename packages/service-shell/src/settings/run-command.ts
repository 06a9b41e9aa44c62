import { ConfigError } from './config-error.ts'

/** What a service's `main.ts` hands over. `listensOn` names the settings of its address, for when that is taken. */
export type CommandLine<Config> = {
  commands: Readonly<Record<string, (config: Config) => Promise<void>>>
  readConfig: (environment: NodeJS.ProcessEnv) => Config
  arguments: readonly string[]
  environment: NodeJS.ProcessEnv
  listensOn: string
  /** Errors that are a mistake of whoever starts the service, or the state of its surroundings: told in words, without a stack. */
  toldInWords: readonly (new (...given: never[]) => Error)[]
}

/** Runs the command that the arguments name (`serve` when none); a failure goes to standard error and makes the exit code 1. */
export async function runCommand<Config>({ commands, readConfig, arguments: given, environment, listensOn, toldInWords }: CommandLine<Config>): Promise<void> {
  try {
    const [name = 'serve', ...rest] = given
    const command = Object.hasOwn(commands, name) && rest.length === 0 ? commands[name] : undefined
    if (command === undefined) throw new ConfigError([`"${name}" is not a command; there are: ${Object.keys(commands).join(', ')}`])
    await command(readConfig(environment))
  } catch (error) {
    const cannotListen = error instanceof Error && 'syscall' in error && error.syscall === 'listen'
    if (cannotListen) process.stderr.write(`${listensOn} name an address that cannot be used:\n`)
    const known = cannotListen || [ConfigError, ...toldInWords].some((kind) => error instanceof kind)
    process.stderr.write(`${error instanceof Error ? (known ? error.message : error.stack) : String(error)}\n`)
    if (known && error instanceof Error && error.cause instanceof Error) {
      const { cause } = error
      const reason = cause.message === '' && 'code' in cause ? String(cause.code) : cause.message
      if (!error.message.includes(reason)) process.stderr.write(`${reason}\n`)
    }
    process.exitCode = 1
  }
}
