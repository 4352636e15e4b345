(* Distance and drift in one step near one box of feasible intervals, pathwise, for any vector ghat:
   both rules, both psi; a = alpha or alpha/2, b = 2 alpha, kappa = (M/a)(M - 2a)^+. *)
From Coq Require Import Reals Lra Psatz List Arith Lia FunctionalExtensionality.
From Coquelicot Require Import Coquelicot.
From Askew Require Import kernel levels sides sums smooth sequences basins lemma_1 minimiser.
Open Scope R_scope.

(* ---- scalar parts: t the inward component of -ghat, V = max(t, U) the speed inward ---- *)
Lemma distance_scalar a b gam d t U W dp : 0 <= d -> 0 < a -> a <= b -> 0 < gam -> gam * b <= 1 ->
  a * d <= U -> U <= b * d -> 0 <= W ->
  let V := Rmax t U in dp = Rmax 0 (Rmax (d - gam * V) (gam * V - d - W)) ->
  dp <= Rmax d (gam * Rabs t) /\ dp ^ 2 <= (1 - a * gam) * d ^ 2 + gam ^ 2 * t ^ 2.
Proof.
  intros. assert (a * gam <= 1) by nra. assert (gam * U <= d) by nra. assert (0 <= U) by nra.
  assert (T := Rle_abs t). assert (gam * t <= gam * Rabs t) by nra. assert (0 <= Rabs t) by apply Rabs_pos.
  assert (E : Rabs t ^ 2 = t ^ 2) by apply pow2_abs.
  assert (HH : dp <= Rmax ((1 - a * gam) * d) (gam * Rabs t)).
  { subst dp. unfold V. assert (gam * (a * d) <= gam * U) by nra.
    unfold Rmax; repeat destruct Rle_dec; try nra. }
  assert (0 <= dp) by (subst dp; apply Rmax_l).
  assert (0 <= 1 - a * gam <= 1) by nra.
  assert (HM : (1 - a * gam) * d <= d) by nra.
  split; [clear - HH HM; unfold Rmax in *; repeat destruct Rle_dec; lra|].
  rewrite <- E. assert (0 <= (1 - a * gam) * d ^ 2) by nra. assert (0 <= gam ^ 2 * Rabs t ^ 2) by nra.
  unfold Rmax in HH; destruct Rle_dec.
  - assert (dp ^ 2 <= (gam * Rabs t) ^ 2) by (apply pow_incr; lra). nra.
  - assert (dp ^ 2 <= ((1 - a * gam) * d) ^ 2) by (apply pow_incr; lra).
    assert (((1 - a * gam) * d) ^ 2 <= (1 - a * gam) * d ^ 2) by nra. nra.
Qed.
Lemma product_scalar a d t U z : 0 <= d -> 0 <= z -> a * d <= U -> a * d ^ 2 + t * z <= Rmax t U * (d + z).
Proof. intros; assert (A := Rmax_l t U); assert (B := Rmax_r t U). nra. Qed.
Lemma square_scalar b d t U : 0 <= d -> 0 <= U -> U <= b * d -> Rmax t U ^ 2 <= t ^ 2 + b ^ 2 * d ^ 2.
Proof. intros; unfold Rmax; destruct Rle_dec; nra. Qed.

(* one coordinate: lo, hi its interval; p its nearest point; x a point of the interval *)
Definition near_velocity a b lo hi w gh v : Prop :=
  (lo <= w <= hi /\ v = - gh) \/
  (exists U, hi <= w /\ a * (w - hi) <= U <= b * (w - hi) /\ v = - Rmax gh U) \/
  (exists U, w <= lo /\ a * (lo - w) <= U <= b * (lo - w) /\ v = Rmax (- gh) U).

Section Coordinate.
Variables (a b lo hi w gh v gam : R).
Hypothesis Ha : 0 < a.
Hypothesis Hab : a <= b.
Hypothesis Hlh : lo <= hi.
Hypothesis Hv : near_velocity a b lo hi w gh v.
Notation p := (clamp lo hi w).
Definition gapd x := Rmax 0 (Rmax (lo - x) (x - hi)).

Ltac cl := unfold gapd, clamp, Rmax, Rmin in *; repeat destruct Rle_dec.
Lemma gapd_clamp x : (x - clamp lo hi x) ^ 2 = gapd x ^ 2.
Proof. cl; try lra; f_equal; lra. Qed.

Lemma distance_coordinate : 0 < gam -> gam * b <= 1 ->
  gapd (w + gam * v) <= Rmax (gapd w) (gam * Rabs gh) /\
  gapd (w + gam * v) ^ 2 <= (1 - a * gam) * gapd w ^ 2 + gam ^ 2 * gh ^ 2.
Proof.
  intros Hg Hb. destruct Hv as [[I ->]|[(U & X & B & ->)|(U & X & B & ->)]].
  - assert (E : gapd w = 0) by (cl; lra). rewrite E.
    assert (P := Rle_abs gh). assert (Q := Rle_abs (- gh)). rewrite Rabs_Ropp in Q.
    assert (G1 : gam * gh <= gam * Rabs gh) by (apply Rmult_le_compat_l; lra).
    assert (G2 : gam * - gh <= gam * Rabs gh) by (apply Rmult_le_compat_l; lra).
    assert (G0 : 0 <= gam * Rabs gh) by (apply Rmult_le_pos; [lra | apply Rabs_pos]).
    assert (D : gapd (w + gam * - gh) <= gam * Rabs gh) by (unfold gapd; repeat apply Rmax_lub; lra).
    split; [eapply Rle_trans; [exact D | apply Rmax_r]|].
    assert (N : 0 <= gapd (w + gam * - gh)) by apply Rmax_l.
    replace (gam ^ 2 * gh ^ 2) with ((gam * Rabs gh) ^ 2) by (rewrite Rpow_mult_distr, pow2_abs; ring).
    assert (gapd (w + gam * - gh) ^ 2 <= (gam * Rabs gh) ^ 2) by (apply pow_incr; lra). lra.
  - assert (E : gapd w = w - hi) by (cl; lra). rewrite E.
    destruct (distance_scalar a b gam (w - hi) gh U (hi - lo) (gapd (w + gam * - Rmax gh U))) as [A C]; auto; try lra.
    unfold gapd. f_equal. rewrite Rmax_comm. f_equal; ring.
  - assert (E : gapd w = lo - w) by (cl; lra). rewrite E.
    destruct (distance_scalar a b gam (lo - w) (- gh) U (hi - lo) (gapd (w + gam * Rmax (- gh) U))) as [A C]; auto; try lra.
    + unfold gapd. f_equal. f_equal; ring.
    + rewrite Rabs_Ropp in A. split; [exact A|]. replace (gh ^ 2) with ((- gh) ^ 2) by ring. exact C.
Qed.

Lemma product_coordinate x : lo <= x <= hi ->
  a * (w - p) ^ 2 + gh * (p - x) <= - v * (w - x) /\ 0 <= (w - p) * (p - x).
Proof.
  intros Hx. destruct Hv as [[I ->]|[(U & X & B & ->)|(U & X & B & ->)]].
  - assert (E : p = w) by (cl; lra). rewrite E. split; [right; ring | right; ring].
  - assert (E : p = hi) by (cl; lra). rewrite E.
    assert (S := product_scalar a (w - hi) gh U (hi - x) ltac:(lra) ltac:(lra) ltac:(lra)).
    split; [|apply Rmult_le_pos; lra]. replace (- - Rmax gh U * (w - x)) with (Rmax gh U * (w - hi + (hi - x))) by ring.
    exact S.
  - assert (E : p = lo) by (cl; lra). rewrite E.
    assert (S := product_scalar a (lo - w) (- gh) U (x - lo) ltac:(lra) ltac:(lra) ltac:(lra)).
    split; [|nra].
    replace (- Rmax (- gh) U * (w - x)) with (Rmax (- gh) U * (lo - w + (x - lo))) by ring.
    replace (a * (w - lo) ^ 2 + gh * (lo - x)) with (a * (lo - w) ^ 2 + - gh * (x - lo)) by ring. exact S.
Qed.

Lemma square_coordinate : v ^ 2 <= gh ^ 2 + b ^ 2 * (w - p) ^ 2.
Proof.
  assert (b0 : 0 < b) by lra. destruct Hv as [[I ->]|[(U & X & B & ->)|(U & X & B & ->)]].
  - assert (0 <= b ^ 2 * (w - p) ^ 2) by (apply Rmult_le_pos; apply pow2_ge_0).
    replace ((- gh) ^ 2) with (gh ^ 2) by ring. lra.
  - assert (E : p = hi) by (cl; lra). rewrite E.
    assert (0 <= a * (w - hi)) by (apply Rmult_le_pos; lra).
    replace ((- Rmax gh U) ^ 2) with (Rmax gh U ^ 2) by ring. apply square_scalar; lra.
  - assert (E : p = lo) by (cl; lra). rewrite E.
    assert (0 <= a * (lo - w)) by (apply Rmult_le_pos; lra).
    replace ((w - lo) ^ 2) with ((lo - w) ^ 2) by ring. replace (gh ^ 2) with ((- gh) ^ 2) by ring.
    apply square_scalar; lra.
Qed.
End Coordinate.

Lemma combination M a b gam kap f0 f1 D2 S2 D2p e2 v2 ip gz nz :
  0 < M -> 0 < a -> 0 < gam -> 0 <= kap -> M * (M - 2 * a) <= kap * a -> 0 <= D2 ->
  f1 <= f0 + 2 * M * gam * ip + M * gam ^ 2 * v2 -> - ip >= a * D2 + nz + gz -> gz >= M * S2 - M / 2 * D2 ->
  v2 <= e2 + b ^ 2 * D2 -> D2p <= (1 - a * gam) * D2 + gam ^ 2 * e2 ->
  f1 + kap * D2p <= f0 + kap * D2 - 2 * M ^ 2 * gam * S2 - 2 * M * gam * nz
    + gam ^ 2 * ((M + kap) * e2 + M * b ^ 2 * D2).
Proof.
  intros.
  assert (2 * M * gam * ip <= 2 * M * gam * (- (a * D2 + nz + (M * S2 - M / 2 * D2)))) by (apply Rmult_le_compat_l; nra).
  assert (M * gam ^ 2 * v2 <= M * gam ^ 2 * (e2 + b ^ 2 * D2)) by (apply Rmult_le_compat_l; nra).
  assert (kap * D2p <= kap * ((1 - a * gam) * D2 + gam ^ 2 * e2)) by (apply Rmult_le_compat_l; nra).
  assert (gam * D2 * (M * (M - 2 * a)) <= gam * D2 * (kap * a)) by (apply Rmult_le_compat_l; nra).
  nra.
Qed.

(* ---- one step near the box with ends lo, hi ---- *)
Section Step.
Variables (n : nat) (M a b gam : R) (lo hi : nat -> R) (l : (nat -> R) -> R) (g : (nat -> R) -> nat -> R).
Hypothesis HM : 0 < M.
Hypothesis Ha : 0 < a.
Hypothesis Hab : a <= b.
Hypothesis Hgam : 0 < gam.
Hypothesis Hgb : gam * b <= 1.
Hypothesis Hbox : forall i, (i < n)%nat -> lo i <= hi i.
Hypothesis Hdescent : forall y y', inC n lo hi y -> inC n lo hi y' ->
  Rabs (l y' - l y - dot n (g y) (fun i => y' i - y i)) <= M / 2 * norm2 n (fun i => y' i - y i).
Variable hat : (nat -> R) -> nat -> R.
Hypothesis Hhat : minimises n M lo hi l hat.
Variables (w gh v : nat -> R).
Hypothesis Hv : forall i, (i < n)%nat -> near_velocity a b (lo i) (hi i) (w i) (gh i) (v i).
Notation next := (fun i => w i + gam * v i).
Notation S2 := (S2 n lo hi hat).
Notation d2 := (d2 n lo hi).
Notation z := (zed lo hi hat w).

(* the squared distance to the box contracts *)
Lemma distance_step : d2 next <= (1 - a * gam) * d2 w + gam ^ 2 * norm2 n gh.
Proof.
  unfold d2, norm2, nearest. rewrite <- !sum_scal, <- sum_plus. apply sum_le. intros i Hi.
  rewrite !gapd_clamp by auto. apply distance_coordinate with (b := b); auto.
Qed.

Definition kappa := M / a * Rmax 0 (M - 2 * a).
Definition Psi x := phi n M l hat x + kappa * d2 x.
Lemma kappa_pos : 0 <= kappa /\ M * (M - 2 * a) <= kappa * a.
Proof.
  unfold kappa. assert (K0 := Rmax_l 0 (M - 2 * a)). assert (K1 := Rmax_r 0 (M - 2 * a)).
  split; [apply Rmult_le_pos; [apply Rlt_le, Rdiv_lt_0_compat; lra | exact K0]|].
  replace (M / a * Rmax 0 (M - 2 * a) * a) with (M * Rmax 0 (M - 2 * a)) by (field; lra).
  apply Rmult_le_compat_l; lra.
Qed.

(* the drift, for w near the box: g is M-Lipschitz between w and x^(w) *)
Lemma drift_step : norm2 n (fun i => g w i - g (hat w) i) <= M ^ 2 * norm2 n (fun i => w i - hat w i) ->
  Psi next <= Psi w - 2 * M ^ 2 * gam * S2 w - 2 * M * gam * dot n (fun i => gh i - g w i) z
    + gam ^ 2 * ((M + kappa) * norm2 n gh + M * b ^ 2 * d2 w).
Proof.
  intros Lip. destruct (Hhat w) as [Hx _]. destruct kappa_pos as [K0 K1].
  assert (VI := variational n M lo hi l g HM Hdescent hat Hhat w (nearest lo hi w) (nearest_in n lo hi Hbox w)).
  assert (Pc : forall i, (i < n)%nat -> a * (w i - nearest lo hi w i) ^ 2 + gh i * z i <= - v i * (w i - hat w i)
    /\ 0 <= (w i - nearest lo hi w i) * z i).
  { intros i Hi. apply product_coordinate with (b := b); auto; apply Hx, Hi. }
  assert (Gz := gradient_against_z n M w (nearest lo hi w) (hat w) (g w) (g (hat w)) HM VI Lip
    ltac:(intros i Hi; apply Pc, Hi)).
  assert (Ip := lin n (fun i => - v i * (w i - hat w i)) (fun i => (w i - nearest lo hi w i) ^ 2)
    (fun i => (gh i - g w i) * z i) (fun i => g w i * z i) (fun _ => 0) (- a) (-1) (-1) 0
    ltac:(intros i Hi; destruct (Pc i Hi); lra)).
  assert (Ng : sum n (fun i => - v i * (w i - hat w i)) = - sum n (fun i => v i * (w i - hat w i))).
  { rewrite <- sum_opp. apply sum_ext; intros; ring. }
  rewrite Ng in Ip.
  assert (Vv : norm2 n v <= norm2 n gh + b ^ 2 * d2 w).
  { unfold d2, norm2. rewrite <- sum_scal, <- sum_plus. apply sum_le. intros i Hi.
    unfold nearest. apply (square_coordinate a); auto. }
  assert (Ph := phi_step n M lo hi l hat Hhat w next). cbv beta in Ph.
  assert (E1 : sum n (fun i => (w i + gam * v i - w i) * (w i - hat w i)) = gam * sum n (fun i => v i * (w i - hat w i))).
  { rewrite <- sum_scal. apply sum_ext; intros; ring. }
  assert (E2 : norm2 n (fun i => w i + gam * v i - w i) = gam ^ 2 * norm2 n v).
  { unfold norm2. rewrite <- sum_scal. apply sum_ext; intros; ring. }
  rewrite E1, E2 in Ph. assert (DS := distance_step). assert (D0 : 0 <= d2 w) by apply norm2_pos.
  change (sum n (fun i => (w i - nearest lo hi w i) ^ 2)) with (d2 w) in Ip.
  change (norm2 n (fun i => w i - nearest lo hi w i)) with (d2 w) in Gz.
  change (norm2 n (fun i => nearest lo hi w i - hat w i)) with (S2 w) in Gz.
  change (sum n (fun i => g w i * (nearest lo hi w i - hat w i))) with (sum n (fun i => g w i * z i)) in Gz.
  unfold Psi, dot.
  apply combination with (a := a) (v2 := norm2 n v) (ip := sum n (fun i => v i * (w i - hat w i)))
    (gz := sum n (fun i => g w i * z i)); auto; lra.
Qed.
End Step.

(* ---- the same for the kernel: N is the sup-norm delta-neighbourhood of one box ---- *)
Section Kernel.
Variables (n : nat) (levels : nat -> list R) (level : nat -> nat).
Variables (eps alpha clip mu delta : R) (kind rule : nat).
Hypothesis Hq : forall i, (i < n)%nat -> separated (levels i) eps kind mu /\ (level i < length (levels i))%nat.
Hypothesis Halpha : 0 < alpha.
Hypothesis Hclip : 0 < clip.
Hypothesis Heps : 0 < eps.
(* delta <= A/3 and 2 alpha delta <= M_c, with mu <= A/2 *)
Hypothesis Hdelta : 0 < delta /\ 3 * delta <= 2 * mu /\ 2 * alpha * delta <= clip.
Definition low_end i := minus (levels i) eps kind (level i).
Definition high_end i := plus (levels i) eps kind (level i).
Definition inN (w : nat -> R) := forall i, (i < n)%nat -> dist (levels i) eps kind (level i) (w i) <= delta.
Notation a := (a_ alpha kind).
Notation b := (b_ alpha).
Notation v w gh i := (velocity (w i%nat) (gh i%nat) (levels i%nat) eps alpha clip kind rule).

Lemma kernel_near w gh i : (i < n)%nat -> inN w ->
  near_velocity a b (low_end i) (high_end i) (w i) (gh i) (v w gh i).
Proof.
  intros Hi Hw. destruct (Hq i Hi) as [(Inc & Len & Gap) Lev]. destruct Hdelta as (D0 & D3 & Db).
  assert (G1 : forall j, (S j < length (levels i))%nat -> gap_ok (levels i) eps kind j) by (intros; apply Gap; assumption).
  assert (G2 : forall j, (S j < length (levels i))%nat -> mu <= width (levels i) eps kind j / 2)
    by (intros; apply Gap; assumption).
  unfold near_velocity, low_end, high_end. specialize (Hw i Hi).
  eapply near_cases with (mu := mu) (delta := delta) (eps := eps) (kind := kind); eauto.
  all: try (unfold b_; lra).
  eapply near_inside with (mu := mu) (eps := eps) (kind := kind); eauto.
  apply Rle_lt_trans with delta; [exact Hw | lra].
Qed.
Lemma box_order i : (i < n)%nat -> low_end i < high_end i.
Proof.
  intros Hi. destruct (Hq i Hi) as [(Inc & Len & Gap) Lev].
  assert (B : minus (levels i) eps kind (level i) < lv (levels i) (level i) < plus (levels i) eps kind (level i)).
  { apply level_between; auto. split; [intros j E; apply Gap; lia | intros E; apply Gap; exact E]. }
  unfold low_end, high_end. lra.
Qed.
Lemma a_b : 0 < a /\ a <= b.
Proof. assert (A := a_pos alpha kind Halpha). assert (B := a_le_b alpha kind Halpha). lra. Qed.

Variables (M : R) (l : (nat -> R) -> R) (g : (nat -> R) -> nat -> R) (hat : (nat -> R) -> nat -> R).
Hypothesis HM : 0 < M.
Hypothesis Hgrad : forall x h t, is_derive (fun s => l (at_ x h s)) t (dot n (g (at_ x h t)) h).
Hypothesis HlipN : forall x y, inN x -> inN y ->
  norm2 n (fun i => g x i - g y i) <= M ^ 2 * norm2 n (fun i => x i - y i).

Lemma dist_convex q j x y t : 0 <= t <= 1 ->
  dist q eps kind j (x + t * (y - x)) <= Rmax (dist q eps kind j x) (dist q eps kind j y).
Proof.
  intros Ht. unfold dist. set (L := minus q eps kind j). set (H := plus q eps kind j).
  set (m := Rmax (Rmax 0 (Rmax (L - x) (x - H))) (Rmax 0 (Rmax (L - y) (y - H)))).
  assert (m1 : L - x <= m /\ x - H <= m /\ L - y <= m /\ y - H <= m /\ 0 <= m).
  { unfold m, Rmax. repeat destruct Rle_dec; lra. }
  assert (E1 : L - (x + t * (y - x)) = (1 - t) * (L - x) + t * (L - y)) by ring.
  assert (E2 : x + t * (y - x) - H = (1 - t) * (x - H) + t * (y - H)) by ring.
  assert (C : forall p r, p <= m -> r <= m -> (1 - t) * p + t * r <= m).
  { intros p r Hp Hr. assert ((1 - t) * p <= (1 - t) * m) by (apply Rmult_le_compat_l; lra).
    assert (t * r <= t * m) by (apply Rmult_le_compat_l; lra). lra. }
  rewrite E1, E2. repeat apply Rmax_lub; try apply C; lra.
Qed.
Lemma N_convex x y t : inN x -> inN y -> 0 <= t <= 1 -> inN (at_ x (fun i => y i - x i) t).
Proof.
  intros Hx Hy Ht i Hi. unfold at_. eapply Rle_trans; [apply dist_convex, Ht|].
  apply Rmax_lub; auto.
Qed.
Lemma C_in_N y : inC n low_end high_end y -> inN y.
Proof.
  intros H i Hi. destruct Hdelta as [D _]. specialize (H i Hi). unfold low_end, high_end in H.
  unfold dist. repeat apply Rmax_lub; lra.
Qed.
Lemma descent_N x y : inN x -> inN y ->
  Rabs (l y - l x - dot n (g x) (fun i => y i - x i)) <= M / 2 * norm2 n (fun i => y i - x i).
Proof.
  apply descent_both with (N := inN); auto; [lra|]. intros; apply N_convex; auto.
Qed.
Lemma distance_is w : d2 n low_end high_end w = norm2 n (fun i => dist (levels i) eps kind (level i) (w i)).
Proof.
  unfold d2, norm2. apply sum_ext. intros i Hi. unfold nearest. rewrite gapd_clamp; [reflexivity|].
  apply Rlt_le, box_order, Hi.
Qed.

(* the distance inequality, coordinate by coordinate *)
Theorem distance w gh gam i : (i < n)%nat -> inN w -> 0 < gam -> gam * b <= 1 ->
  let d x := dist (levels i) eps kind (level i) x in
  d (w i + gam * v w gh i) <= Rmax (d (w i)) (gam * Rabs (gh i)) /\
  d (w i + gam * v w gh i) ^ 2 <= (1 - a * gam) * d (w i) ^ 2 + gam ^ 2 * gh i ^ 2.
Proof.
  intros Hi Hw Hg Hb d. destruct a_b. apply distance_coordinate with (b := b); auto.
  - apply Rlt_le, box_order, Hi.
  - apply kernel_near; auto.
Qed.

Hypothesis Hhat : minimises n M low_end high_end l hat.
Theorem drift w gh gam : inN w -> 0 < gam -> gam * b <= 1 ->
  let next := fun i => w i + gam * v w gh i in
  let Psi := Psi n M a low_end high_end l hat in
  Psi next <= Psi w - 2 * M ^ 2 * gam * S2 n low_end high_end hat w
    - 2 * M * gam * dot n (fun i => gh i - g w i) (zed low_end high_end hat w)
    + gam ^ 2 * ((M + kappa M a) * norm2 n gh + M * b ^ 2 * d2 n low_end high_end w).
Proof.
  intros Hw Hg Hb next Psi0. destruct a_b. apply drift_step; auto.
  - intros i Hi. apply Rlt_le, box_order, Hi.
  - intros y y' Hy Hy'. apply descent_N; apply C_in_N; assumption.
  - intros i Hi. apply kernel_near; auto.
  - apply HlipN; [exact Hw|]. apply C_in_N, Hhat.
Qed.
End Kernel.
