export { operatorDoor, type OperatorRoutes } from './routes.ts'
