//! A live Flow's definition turned back into a template, without loss: filled with the same values, it is the definition
//! again, whatever somebody put into it.

use serde_json::{Map, Value};

use super::{FlowTemplate, OPEN, Placeholders, replace};

/// The shortest text that is looked for where the template had no placeholder; a shorter one says too little.
const SHORTEST: usize = 3;

impl FlowTemplate {
    /// The template whose filling is `definition`. Where `base`, the template it was made from, still fits, its placeholders
    /// stand again; SIDs and the domain become placeholders everywhere, texts such as the clinic's name where they stand
    /// as words of their own in a widget's properties.
    #[must_use]
    pub fn pull(definition: &Value, values: &Placeholders, base: Option<&Self>) -> Self {
        let pull = Pull { values };
        Self { definition: pull.value(definition, base.map(|base| &base.definition), false) }
    }

    /// The template as it stands in a file.
    #[must_use]
    pub fn text(&self) -> String {
        format!("{:#}\n", self.definition)
    }
}

struct Pull<'a> {
    values: &'a Placeholders,
}

impl Pull<'_> {
    fn value(&self, live: &Value, base: Option<&Value>, in_properties: bool) -> Value {
        if let Some(base) = base.filter(|base| self.fills_to(base, live)) {
            return base.clone();
        }
        match live {
            Value::String(text) => Value::String(self.string(text, in_properties)),
            Value::Array(items) => {
                let base = base.and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
                let pulled = items
                    .iter()
                    .enumerate()
                    .map(|(at, item)| self.value(item, counterpart(item, at, base), in_properties));
                Value::Array(pulled.collect())
            }
            Value::Object(fields) => {
                let base = base.and_then(Value::as_object);
                // In the order of the template, as far as it goes.
                let known = base.into_iter().flat_map(Map::keys).filter(|key| fields.contains_key(*key));
                let added = fields.keys().filter(|key| base.is_none_or(|base| !base.contains_key(*key)));
                let pulled = known.chain(added).map(|key| {
                    let below = in_properties || key == "properties";
                    let value = self.value(&fields[key], base.and_then(|base| base.get(key)), below);
                    (key.clone(), value)
                });
                Value::Object(pulled.collect())
            }
            other => other.clone(),
        }
    }

    fn fills_to(&self, base: &Value, live: &Value) -> bool {
        let mut filled = base.clone();
        replace(&mut filled, &self.values.values).is_ok() && filled == *live
    }

    fn string(&self, text: &str, in_properties: bool) -> String {
        let is_text = |name: &String| self.values.texts.contains(name);
        let mut sids: Vec<(&String, &String)> =
            self.values.values.iter().filter(|(name, value)| !is_text(name) && !value.is_empty()).collect();
        // Of two that begin alike, the longer one is meant.
        sids.sort_by_key(|(_, value)| std::cmp::Reverse(value.len()));
        let texts: Vec<(&String, &String)> = self
            .values
            .values
            .iter()
            .filter(|(name, value)| in_properties && is_text(name) && value.chars().count() >= SHORTEST)
            .collect();
        let mut pulled = String::with_capacity(text.len());
        let mut rest = text;
        let mut liquid_until = 0;
        while let Some(first) = rest.chars().next() {
            let at = text.len() - rest.len();
            let found = sids.iter().find(|(_, value)| rest.starts_with(value.as_str())).or_else(|| {
                let free = at >= liquid_until && is_boundary(text[..at].chars().next_back());
                let whole = |value: &str| is_boundary(rest[value.len()..].chars().next());
                texts.iter().find(|(_, value)| free && rest.starts_with(value.as_str()) && whole(value))
            });
            if let Some((name, value)) = found {
                pulled.push_str(&format!("{OPEN}{name}}}"));
                rest = &rest[value.len()..];
                continue;
            }
            if rest.starts_with(OPEN) {
                pulled.push_str(&format!("{OPEN}{}}}", Placeholders::OPENING));
                rest = &rest[OPEN.len()..];
                continue;
            }
            if at >= liquid_until {
                for (open, close) in [("{{", "}}"), ("{%", "%}")] {
                    if rest.starts_with(open) {
                        liquid_until = rest.find(close).map_or(text.len(), |end| at + end + close.len());
                    }
                }
            }
            pulled.push(first);
            rest = &rest[first.len_utf8()..];
        }
        pulled
    }
}

/// The element of the template's list that an element of the live one goes back to: by what names it, else by place.
fn counterpart<'a>(item: &Value, at: usize, base: &'a [Value]) -> Option<&'a Value> {
    for key in ["name", "key"] {
        if let Some(name) = item.get(key) {
            return base.iter().find(|other| other.get(key) == Some(name));
        }
    }
    base.get(at)
}

fn is_boundary(neighbour: Option<char>) -> bool {
    !neighbour.is_some_and(char::is_alphanumeric)
}

#[cfg(test)]
mod tests;
