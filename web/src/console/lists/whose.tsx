import { Link } from 'react-router';
import type { Column } from '../table/columns.ts';

/** Whose a row is, with the way to its page. */
export const merchantColumn = <Row extends { readonly merchantName: string; readonly merchantNo: string }>(
  title: string,
): Column<Row> => ({
  key: 'merchant',
  title,
  text: (row) => row.merchantName,
  show: (row) => (
    <>
      <Link to={`/merchants/${row.merchantNo}`}>{row.merchantName}</Link>
      <br />
      <code className="dim">{row.merchantNo}</code>
    </>
  ),
});

/** Which terminal, with the serial number of its device. */
export const terminalColumn = <Row extends { readonly terminalNo: string; readonly serialNo: string }>(
  title: string,
): Column<Row> => ({
  key: 'terminal',
  title,
  text: (row) => row.terminalNo,
  show: (row) => (
    <>
      {row.terminalNo}
      <br />
      <code className="dim">{row.serialNo}</code>
    </>
  ),
});
