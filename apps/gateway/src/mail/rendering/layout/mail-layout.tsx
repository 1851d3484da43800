import type { Locale } from '@nyla/contracts';
import type { ReactElement } from 'react';
import type { Letter } from '../letter.js';
import type { MailTexts } from '../locales/de-ch.js';
import type { MailLinks } from '../mail-links.js';
import { LetterBlock, unbroken } from './letter-block.js';
import { STYLE_SHEET, STYLES } from './mail-styles.js';

interface MailLayoutProps {
  readonly letter: Letter;
  readonly texts: MailTexts;
  readonly locale: Locale;
  readonly links: MailLinks;
}

/** The one sheet on which every mail is written. Tables, because some programs lay out nothing else. */
export function mailLayout({ letter, texts, locale, links }: MailLayoutProps): ReactElement {
  return (
    <html lang={locale} dir="ltr">
      <head>
        <meta httpEquiv="Content-Type" content="text/html; charset=UTF-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="supported-color-schemes" content="light dark" />
        {/* Figures and dates are no telephone numbers. */}
        <meta name="format-detection" content="telephone=no, date=no, address=no, email=no, url=no" />
        <title>{letter.subject}</title>
        <style>{STYLE_SHEET}</style>
      </head>
      <body className="ground" style={STYLES.body}>
        <Preview letter={letter} />
        <table role="presentation" width="100%" cellPadding={0} cellSpacing={0} border={0} className="ground">
          <tbody>
            <tr>
              <td className="frame" align="center" style={STYLES.frame}>
                <Sheet letter={letter} texts={texts} links={links} />
              </td>
            </tr>
          </tbody>
        </table>
      </body>
    </html>
  );
}

function Sheet({ letter, texts: { common }, links }: Omit<MailLayoutProps, 'locale'>) {
  const { greeting, action, managePath } = letter;
  return (
    <table role="presentation" align="center" cellPadding={0} cellSpacing={0} border={0} style={STYLES.sheet}>
      <tbody>
        <tr>
          <td className="petrol" style={STYLES.brand}>
            Nyla
          </td>
        </tr>
        <tr>
          <td className="paper" style={STYLES.paper}>
            <h1 className="title ink" style={STYLES.title}>
              {letter.title}
            </h1>
            {greeting === null ? null : (
              <p className="ink" style={STYLES.text}>
                {greeting}
              </p>
            )}
            {letter.blocks.map((block) => (
              <LetterBlock key={JSON.stringify(block)} block={block} />
            ))}
            {action === null ? null : <ActionButton label={action.label} address={links.to(action.path)} />}
            {letter.notes.map((note) => (
              <p key={note} className="dimmed" style={STYLES.note}>
                {unbroken(note)}
              </p>
            ))}
            {action?.isShown ? (
              <p className="dimmed" style={{ ...STYLES.note, marginBottom: 0 }}>
                {common.address}
                <br />
                <a className="petrol" href={links.to(action.path)} style={STYLES.link}>
                  {links.to(action.path)}
                </a>
              </p>
            ) : null}
          </td>
        </tr>
        <tr>
          <td className="dimmed" style={STYLES.foot}>
            {letter.why}
            {managePath === null ? null : (
              <>
                {' '}
                <a className="petrol" href={links.to(managePath)} style={STYLES.link}>
                  {letter.manageLabel ?? common.manage}
                </a>
              </>
            )}
          </td>
        </tr>
      </tbody>
    </table>
  );
}

/** What lists of mails show behind the subject. */
function Preview({ letter }: Pick<MailLayoutProps, 'letter'>) {
  const [first] = letter.blocks;
  return first?.kind === 'text' ? <div style={STYLES.preview}>{first.text}</div> : null;
}

function ActionButton({ label, address }: { readonly label: string; readonly address: string }) {
  return (
    <table
      role="presentation"
      cellPadding={0}
      cellSpacing={0}
      border={0}
      className="wide"
      style={{ margin: '24px 0', borderCollapse: 'separate' }}
    >
      <tbody>
        <tr>
          <td className="filled" style={STYLES.buttonCell}>
            <a href={address} style={STYLES.button}>
              {label}
            </a>
          </td>
        </tr>
      </tbody>
    </table>
  );
}
