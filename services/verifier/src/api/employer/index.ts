export { employerDoor, type EmployerRoutes } from './routes.ts'
