export { publicDoor, type PublicRoutes } from './routes.ts'
