/**
 * The first script of the page, and the smallest: what the address needs is fetched beside the app instead of after it. Each part is one that the
 * app fetches again and finds here.
 */
const { pathname } = location;
// what fails here is fetched again when it is needed, and told then
const ahead = (work: Promise<unknown>): void => void work.catch(() => undefined);

if (pathname === '/merchant/home') ahead(import('./takings/home.tsx'));
else if (pathname.startsWith('/merchant/apply')) ahead(import('./apply/routes.tsx'));
