export { deriveWalletSecrets, type WalletDoorNeeds, type WalletSecrets } from './needs.ts'
export { registerOpenid4vciDoor } from './routes.ts'
