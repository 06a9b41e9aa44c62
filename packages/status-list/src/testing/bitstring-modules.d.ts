/** The peer comes without types; this much of it is used, in tests only. */
declare module '@digitalbazaar/vc-bitstring-status-list' {
  export class BitstringStatusList {
    readonly length: number
    constructor(options: { length: number })
    setStatus(index: number, status: boolean): void
    getStatus(index: number): boolean
    encode(): Promise<string>
    static decode(options: { encodedList: string }): Promise<BitstringStatusList>
  }
  export function statusTypeMatches(options: { credential: object }): boolean
  export function getCredentialStatus(options: { credential: object; statusPurpose: string }): Record<string, unknown>
  export function checkStatus(options: {
    credential: object
    documentLoader: (url: string) => Promise<{ document: object }>
    verifyBitstringStatusListCredential?: boolean
  }): Promise<{ verified: boolean; error?: Error; results?: { verified: boolean; status: boolean }[] }>
}
