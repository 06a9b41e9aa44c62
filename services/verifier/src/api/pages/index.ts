export { pagesDoor, type PageRoutes } from './routes.ts'
