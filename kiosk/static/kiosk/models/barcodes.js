// A scanned text is a product's code, a store credit's slip, a printed command of the till, or a misread.

const SLIP = /^SC-\d{6}-\d{3,}$/i;
const COMMAND = /^NEXUS-([A-Z0-9]+)$/;

/** GTIN check digit over a code of 8, 12, 13 or 14 figures; other codes carry none and pass. */
export function isReadRight(code) {
  if (!/^\d+$/.test(code) || ![8, 12, 13, 14].includes(code.length)) return true;
  let sum = 0;
  for (let place = 1; place < code.length; place++) {
    sum += Number(code[code.length - 1 - place]) * (place % 2 ? 3 : 1);
  }
  return (10 - (sum % 10)) % 10 === Number(code.at(-1));
}

/** The code as it is kept: UPC-A with its leading zero, letters in capitals. */
export function normalise(code) {
  const bare = code.trim().toUpperCase();
  return /^\d{12}$/.test(bare) ? `0${bare}` : bare;
}

/** Whether it is the slip of a store credit. */
export const isSlip = (code) => SLIP.test(code.trim());

/** "NEXUS-PAY" → "PAY", anything else → null. The sheet of commands is printed from the help. */
export function commandOf(code) {
  const match = COMMAND.exec(code.trim().toUpperCase());
  return match ? match[1] : null;
}
