/** Sheets that are written row by row, by the server and by a page alike: CSV and XLSX. */
export { csvCell, csvOf } from './csv.ts';
export { SHEET_TYPES, sheetBytes, type Cell, type Sheet, type SheetFormat } from './sheet.ts';
