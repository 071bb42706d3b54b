// The dev chain's accounts, derived from the mnemonic by a library that shares no code with the node.

import { HDNodeWallet, Mnemonic } from "ethers";

const mnemonic = Mnemonic.fromPhrase("test test test test test test test test test test test junk");

/** Ten `{ address, privateKey }`. */
export const accounts = Array.from({ length: 10 }, (_, index) => {
  const { address, privateKey } = HDNodeWallet.fromMnemonic(mnemonic, `m/44'/60'/0'/0/${index}`);
  return { address, privateKey };
});
