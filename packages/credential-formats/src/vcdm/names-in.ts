import { isJsonObject, type JsonObject } from '@eduwallet/strict-json'
import type { ReadCredential } from '../credential-format.ts'

/** Issuer and types as a credential of the data model itself has them, believed by nobody; what is no text is no name. VCDM 2.0 #issuer, #types */
export function namesIn({ issuer, type }: JsonObject): Pick<ReadCredential, 'issuer' | 'types'> {
  const id = isJsonObject(issuer) ? issuer['id'] : issuer
  return { issuer: typeof id === 'string' ? id : undefined, types: [type].flat().filter((name): name is string => typeof name === 'string') }
}
