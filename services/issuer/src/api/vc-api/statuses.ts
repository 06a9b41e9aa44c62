/** What a status list of ours can be about. Bitstring Status List v1.0 #bitstringstatuslistentry */
export const statusPurposes = ['revocation', 'suspension'] as const
