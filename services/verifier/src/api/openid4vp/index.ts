export { walletDoor, type WalletRoutes } from './routes.ts'
