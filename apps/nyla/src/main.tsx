import '@fontsource-variable/inter/wght.css';
import '@mantine/core/styles.css';
import './app/global.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app/app';
import { watchConnection } from './lib/connection';
import { initI18n } from './lib/i18n';

const root = document.getElementById('root');
if (!root) throw new Error('index.html has no #root');

watchConnection();
await initI18n();
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
