/** Entry of the first page: what runs here and where to go. */
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import '../kit/brand.css';
import { Home } from './app.tsx';
import './home.css';

const root = document.querySelector('#root');
if (root === null) throw new Error('the page has a #root');
createRoot(root).render(
  <StrictMode>
    <Home />
  </StrictMode>,
);
