/** Entry of the terminal bench: one device at a time, drawn and worked as it stands on a counter. */
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app.tsx';
import './terminal.css';

const root = document.querySelector('#root');
if (root === null) throw new Error('the page has a #root');
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
