//! Fungible tokens: ERC-20 with the errors of ERC-6093, as OpenZeppelin's `ERC20`.
//!
//! Guarantees that the balances add up to the supply, which only [`Erc20::mint`] and [`Erc20::burn`] change; that tokens
//! leave an account by its own transfer, within an allowance it gave, or as the contract decides; that an allowance of
//! 2^256 - 1 is never used up; and that the zero address neither holds, receives nor spends. Events: `Transfer`,
//! `Approval`. There are 18 decimals: a contract with others leaves `decimals` out and has its own.

use sdk::prelude::*;

/// Name, supply, balances and allowances.
#[storage]
pub struct Erc20 {
    name: Value<String>,
    symbol: Value<String>,
    total_supply: Value<U256>,
    balances: Map<Address, U256>,
    /// By owner and spender.
    allowances: Map<(Address, Address), U256>,
}

/// Tokens moved; from the zero address if they are new, to it if they are gone.
#[event]
pub struct Transfer {
    #[indexed]
    from: Address,
    #[indexed]
    to: Address,
    value: U256,
}

/// An owner set what a spender may take.
#[event]
pub struct Approval {
    #[indexed]
    owner: Address,
    #[indexed]
    spender: Address,
    value: U256,
}

/// Why a step is refused (ERC-6093).
#[error]
pub enum Erc20Error {
    /// The sender holds less than is needed.
    ERC20InsufficientBalance { sender: Address, balance: U256, needed: U256 },
    /// The zero address sends nothing.
    ERC20InvalidSender { sender: Address },
    /// The zero address receives nothing.
    ERC20InvalidReceiver { receiver: Address },
    /// The spender may take less than is needed.
    ERC20InsufficientAllowance { spender: Address, allowance: U256, needed: U256 },
    /// The zero address lets nobody spend.
    ERC20InvalidApprover { approver: Address },
    /// The zero address spends nothing.
    ERC20InvalidSpender { spender: Address },
}

#[component(events(Transfer, Approval))]
impl Erc20 {
    /// The token's name.
    pub fn name(&self) -> String {
        self.name.get()
    }

    /// Its ticker.
    pub fn symbol(&self) -> String {
        self.symbol.get()
    }

    /// Digits behind the point that wallets show.
    pub fn decimals(&self) -> u8 {
        18
    }

    /// All tokens there are.
    pub fn total_supply(&self) -> U256 {
        self.total_supply.get()
    }

    /// What `account` holds.
    pub fn balance_of(&self, account: Address) -> U256 {
        self.balances.get(account)
    }

    /// What `spender` may still take from `owner`.
    pub fn allowance(&self, owner: Address, spender: Address) -> U256 {
        self.allowances.get((owner, spender))
    }

    /// Moves the caller's tokens.
    pub fn transfer(&mut self, to: Address, value: U256) -> Result<bool, Erc20Error> {
        self.move_tokens(caller(), to, value)?;
        Ok(true)
    }

    /// Lets `spender` take up to `value` of the caller's tokens; replaces what it was before.
    pub fn approve(&mut self, spender: Address, value: U256) -> Result<bool, Erc20Error> {
        self.set_allowance(caller(), spender, value)?;
        Ok(true)
    }

    /// Moves another's tokens within the caller's allowance.
    pub fn transfer_from(&mut self, from: Address, to: Address, value: U256) -> Result<bool, Erc20Error> {
        self.spend_allowance(from, caller(), value)?;
        self.move_tokens(from, to, value)?;
        Ok(true)
    }
}

impl Erc20 {
    /// Names the token; for constructors.
    pub fn init(&mut self, name: String, symbol: String) {
        self.name.set(name);
        self.symbol.set(symbol);
    }

    /// Makes tokens. A supply above 2^256 - 1 is `Panic(0x11)`.
    pub fn mint(&mut self, to: Address, value: U256) -> Result<(), Erc20Error> {
        require_receiver(to)?;
        self.total_supply.set(self.total_supply.get() + value);
        self.balances.add(to, value);
        emit(Transfer { from: Address::ZERO, to, value });
        Ok(())
    }

    /// Destroys tokens that `from` holds.
    pub fn burn(&mut self, from: Address, value: U256) -> Result<(), Erc20Error> {
        self.take(from, value)?;
        self.total_supply.set(self.total_supply.get() - value);
        emit(Transfer { from, to: Address::ZERO, value });
        Ok(())
    }

    /// Moves tokens, whoever calls.
    pub fn move_tokens(&mut self, from: Address, to: Address, value: U256) -> Result<(), Erc20Error> {
        require_receiver(to)?;
        self.take(from, value)?;
        self.balances.add(to, value);
        emit(Transfer { from, to, value });
        Ok(())
    }

    /// Lets `spender` take up to `value` of the tokens of `owner`, whoever calls.
    pub fn set_allowance(&mut self, owner: Address, spender: Address, value: U256) -> Result<(), Erc20Error> {
        if owner.is_zero() {
            return Err(Erc20Error::ERC20InvalidApprover { approver: owner });
        }
        if spender.is_zero() {
            return Err(Erc20Error::ERC20InvalidSpender { spender });
        }
        self.allowances.set((owner, spender), value);
        emit(Approval { owner, spender, value });
        Ok(())
    }

    /// Uses up a part of an allowance. No event, as in OpenZeppelin's: the transfer has one.
    pub fn spend_allowance(&mut self, owner: Address, spender: Address, value: U256) -> Result<(), Erc20Error> {
        let key = (owner, spender);
        if self.allowances.get(key) == U256::MAX {
            return Ok(());
        }
        self.allowances.sub(key, value).map_err(|allowance| Erc20Error::ERC20InsufficientAllowance {
            spender,
            allowance,
            needed: value,
        })
    }

    fn take(&mut self, sender: Address, needed: U256) -> Result<(), Erc20Error> {
        if sender.is_zero() {
            return Err(Erc20Error::ERC20InvalidSender { sender });
        }
        self.balances.sub(sender, needed).map_err(|balance| Erc20Error::ERC20InsufficientBalance {
            sender,
            balance,
            needed,
        })
    }
}

fn require_receiver(receiver: Address) -> Result<(), Erc20Error> {
    if receiver.is_zero() { Err(Erc20Error::ERC20InvalidReceiver { receiver }) } else { Ok(()) }
}
