-- The options of setup(): their defaults, and what is wrong with those that were given.

local M = {}

local defaults = {
  enabled = true,
  cmd = { 'candor', 'server' },
  filetypes = { 'markdown', 'text' },
  root_markers = { 'candor.toml', '.git' },
  -- An empty table would reach the server as a list.
  settings = { candor = vim.empty_dict() },
  restart = true,
  code_lens = false,
  window = 'float',
}

--- The options that hold now.
M.current = vim.deepcopy(defaults)

--- What was wrong with the last ones given; :checkhealth shows it, too.
---@type string[]
M.mistakes = {}

local function is(kind)
  return function(value)
    return type(value) == kind
  end
end

local function is_list(value)
  if type(value) ~= 'table' then
    return false
  end
  for key, item in pairs(value) do
    if type(key) ~= 'number' or type(item) ~= 'string' then
      return false
    end
  end
  return true
end

local function is_full_list(value)
  return is_list(value) and #value > 0
end

local windows = { 'float', 'split', 'vsplit', 'tab' }

-- Each option with a check and with what was expected, as the end of a sentence.
local options = {
  enabled = {
    function(value)
      return type(value) == 'boolean' or type(value) == 'function'
    end,
    'true, false or a function (bufnr, path) that says which files are drafts',
  },
  cmd = { is_full_list, "a list of strings, for instance { 'candor', 'server' }" },
  filetypes = { is_full_list, "a list of strings, for instance { 'markdown', 'text' }" },
  root_markers = { is_list, "a list of strings, for instance { 'candor.toml', '.git' }" },
  settings = { is('table'), "a table, for instance { candor = { kind = 'interview-answer' } }" },
  restart = { is('boolean'), 'true or false' },
  code_lens = { is('boolean'), 'true or false' },
  window = {
    function(value)
      return vim.tbl_contains(windows, value)
    end,
    "one of '" .. table.concat(windows, "', '") .. "'",
  },
  capabilities = { is('table'), 'a table of client capabilities' },
  on_attach = { is('function'), 'a function (client, bufnr)' },
}

-- Only their form: which kinds, specialties and lints there are the server knows, and says.
local settings = {
  kind = { is('string'), "a string, for instance 'interview-answer'" },
  type = { is('string'), "a string, for instance 'clinical'" },
  specialty = { is('string'), "a string, for instance 'neurology'" },
  setback = { is('boolean'), 'true or false' },
  config = { is('string'), 'a string, the path of a configuration' },
  select = { is_list, "a list of lints, for instance { 'blame', 'excuse' }" },
  ignore = { is_list, "a list of lints, for instance { 'length' }" },
  structureLens = { is('boolean'), 'true or false' },
}

local function sorted_names(of)
  local list = vim.tbl_keys(of)
  table.sort(list)
  return list
end

--- The names of all options.
---@return string[]
function M.names()
  return sorted_names(options)
end

--- Takes from `given` what fits `known`; what does not is said in `mistakes`.
local function sift(given, known, where, mistakes)
  local good = {}
  for name, value in pairs(given) do
    local option = known[name]
    if not option then
      table.insert(
        mistakes,
        ('there is no %s%s: expected one of %s'):format(where, tostring(name), table.concat(sorted_names(known), ', '))
      )
    elseif not option[1](value) then
      local shown = vim.inspect(value, { newline = ' ', indent = '' })
      table.insert(mistakes, ('%s%s is %s: expected %s'):format(where, name, shown, option[2]))
    else
      good[name] = value
    end
  end
  return good
end

--- Sets the options to `given`, and to defaults where nothing, or something wrong, was given.
---@param given? table
---@return string[] mistakes
function M.set(given)
  local mistakes = {}
  local good = {}
  if given ~= nil and type(given) ~= 'table' then
    table.insert(mistakes, ('setup() was given a %s: expected a table of options'):format(type(given)))
  else
    good = sift(vim.deepcopy(given or {}), options, 'option ', mistakes)
  end
  if good.settings then
    local candor = sift(good.settings, { candor = options.settings }, 'option settings.', mistakes).candor
    local fitting = sift(candor or {}, settings, 'option settings.candor.', mistakes)
    good.settings = { candor = next(fitting) and fitting or vim.empty_dict() }
  end
  table.sort(mistakes)
  M.current = vim.tbl_extend('force', vim.deepcopy(defaults), good)
  M.mistakes = mistakes
  return mistakes
end

return M
