/** Offers the receipt as a file. */
export function saveReceipt(receipt: string, name: string): void {
  const url = URL.createObjectURL(new Blob([receipt, "\n"], { type: "application/jose" }));
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  // The browser has begun to read it by then.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
