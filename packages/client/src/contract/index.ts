/** One contract of routes: the server's handlers, the typed client and OpenAPI are all made of this table. */
import { applicantRoutes } from './applicant.ts';
import { consoleRoutes } from './console.ts';
import { demoRoutes } from './demo.ts';
import { merchantRoutes } from './merchant.ts';

export * from './route.ts';
export const contract = { ...applicantRoutes, ...merchantRoutes, ...consoleRoutes, ...demoRoutes } as const;
export type Contract = typeof contract;
export type RouteKey = keyof Contract;
export type ApplicantKey = keyof typeof applicantRoutes;
export type MerchantKey = keyof typeof merchantRoutes;
export type ConsoleKey = keyof typeof consoleRoutes;
export type DemoKey = keyof typeof demoRoutes;
