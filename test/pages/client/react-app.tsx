import { useEffect } from 'react';
import { createRoot } from 'react-dom/client';
import {
  createBrowserRouter,
  Link,
  Outlet,
  RouterProvider,
  redirect,
  useLocation,
  useParams,
  useSearchParams,
} from 'react-router';
import { track } from './track.js';

/** React 19 can hoist a title into the head; most apps set it once the route has rendered. */
const hoists = document.documentElement.dataset.titles === 'hoisted';

const Shown = ({ title }: { title: string }) => {
  const { pathname } = useLocation();
  useEffect(() => {
    if (!hoists) document.title = title;
    track(pathname);
  }, [title, pathname]);
  return hoists ? <title>{title}</title> : <h1>{title}</h1>;
};

const Home = () => <Shown title="Home" />;

const Pricing = () => <Shown title="Pricing" />;

const Bed = () => {
  const { bed } = useParams();
  const [query, setQuery] = useSearchParams();
  return (
    <>
      <Shown title={`Bed ${bed}`} />
      <button id="sort" type="button" onClick={() => setQuery({ sort: 'name' }, { replace: true })}>
        {query.get('sort') ?? 'unsorted'}
      </button>
    </>
  );
};

const Frame = () => (
  <>
    <nav>
      <Link id="home" to="/">
        Home
      </Link>
      <Link id="pricing" to="/pricing">
        Pricing
      </Link>
      <Link id="bed" to="/garden/3">
        Bed
      </Link>
      <Link id="old" to="/old-prices">
        Old
      </Link>
    </nav>
    <Outlet />
  </>
);

const router = createBrowserRouter(
  [
    {
      Component: Frame,
      children: [
        { index: true, Component: Home },
        { path: 'pricing', Component: Pricing },
        { path: 'garden/:bed', Component: Bed },
        { path: 'old-prices', loader: () => redirect('/pricing'), Component: Home },
      ],
    },
  ],
  { basename: location.pathname },
);

createRoot(document.querySelector('#app')!).render(<RouterProvider router={router} />);
