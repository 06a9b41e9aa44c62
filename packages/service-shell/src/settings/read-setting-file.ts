import { readFile } from 'node:fs/promises'
import { ConfigError } from './config-error.ts'

/** The text of a file that a setting names. Throws ConfigError naming the setting, not the file's content. */
export async function readSettingFile(setting: string, file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8')
  } catch {
    throw new ConfigError([`${setting} names a file that cannot be read`])
  }
}
